import { describe, expect, it } from 'vitest';
import { frameReader } from './frameReader.ts';

const END = '@0011 done';
const BEGIN = '@tartlab 2233';

/** Feeds `text` in pieces of `size` bytes until the reader has enough. */
function feed(reader: ReturnType<typeof frameReader>, text: string, size: number): string {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const state = reader.push(bytes.subarray(at, at + size));
    if (state !== 'more') return state;
  }
  return 'more';
}

describe('frameReader', () => {
  it.each([1, 2, 3, 5, 7, 11, 64, 4096])('finds both markers and whole characters in pieces of %i bytes', (size) => {
    const reader = frameReader({ beginMarker: BEGIN, endMarker: END, maxBytes: 10_000 });
    expect(feed(reader, `Welcome €!\n${BEGIN}\nä€😀\nsecond\n${END}\n`, size)).toBe('done');
    expect(reader.text()).toBe('ä€😀\nsecond\n');
  });

  it('has no begin to wait for on a shell that is open already', () => {
    const reader = frameReader({ endMarker: END, maxBytes: 100 });
    expect(reader.begun).toBe(true);
    expect(feed(reader, `${END}\n`, 100)).toBe('done');
    expect(reader.text()).toBe('');
  });

  it('finds the end behind output without a last newline, and drops what follows it', () => {
    const reader = frameReader({ endMarker: END, maxBytes: 100 });
    expect(feed(reader, `no newline${END}\nlate`, 100)).toBe('done');
    expect(reader.text()).toBe('no newline');
  });

  it('takes the marker without its newline for text', () => {
    const reader = frameReader({ endMarker: END, maxBytes: 100 });
    expect(feed(reader, `${END}x\n`, 4)).toBe('more');
    expect(feed(reader, `${END}\n`, 4)).toBe('done');
    expect(reader.text()).toBe(`${END}x\n`);
  });

  it('does not take an end marker before the begin marker', () => {
    const reader = frameReader({ beginMarker: BEGIN, endMarker: END, maxBytes: 100 });
    expect(feed(reader, `${END}\n`, 100)).toBe('more');
    expect(reader.begun).toBe(false);
    expect(reader.text()).toBe('');
  });

  it('gives what there is of an answer that never ends', () => {
    const reader = frameReader({ endMarker: END, maxBytes: 100 });
    feed(reader, 'half an answ', 5);
    expect(reader.text()).toBe('half an answ');
  });

  it.each([undefined, BEGIN])('says when it has become too much, begun or not', (beginMarker) => {
    const reader = frameReader({ beginMarker, endMarker: END, maxBytes: 1000 });
    expect(feed(reader, 'x'.repeat(1000), 100)).toBe('more');
    expect(feed(reader, 'x', 1)).toBe('too_large');
  });

  it('accepts an answer whose end comes with the bytes that pass the limit', () => {
    const reader = frameReader({ endMarker: END, maxBytes: 100 });
    feed(reader, 'x'.repeat(99), 99);
    expect(feed(reader, `x\n${END}\n`, 100)).toBe('done');
  });
});
