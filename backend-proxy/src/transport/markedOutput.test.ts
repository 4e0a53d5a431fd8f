import { expect, it } from 'vitest';
import { markedOutput } from './markedOutput.ts';

const MARK = '@5f3a';
/** The status seen last, and the text, of output that comes in pieces of `size` bytes. */
function read(output: string, size: number, maxBytes = 100) {
  const reader = markedOutput(MARK, maxBytes);
  const bytes = Buffer.from(output);
  let status: number | null = null;
  for (let at = 0; at < bytes.length; at += size) status = reader.push(bytes.subarray(at, at + size));
  return { status, text: reader.text() };
}

it('ends with the line of ours, however the bytes come', () => {
  for (const size of [1, 2, 3, 7, 100]) {
    expect(read(`µ\nb\n\n0 ${MARK}\n`, size)).toEqual({ status: 0, text: 'µ\nb\n' });
    expect(read(`no newline\n127 ${MARK}\n`, size)).toEqual({ status: 127, text: 'no newline' });
  }
});

it('does not end before, nor at a line that is none of ours', () => {
  expect(read('a\n', 1).status).toBeNull();
  expect(read(`a\n0 ${MARK}`, 1).status).toBeNull();
  expect(read('a\n0 @beef\n', 1).status).toBeNull();
});

it('keeps the beginning of what is too long, and none of the line', () => {
  expect(read(`${'x'.repeat(300)}\n0 ${MARK}\n`, 50)).toEqual({ status: 0, text: 'x'.repeat(100) });
  expect(read(`${'x'.repeat(98)}\n0 ${MARK}\n`, 50)).toEqual({ status: 0, text: 'x'.repeat(98) });
});
