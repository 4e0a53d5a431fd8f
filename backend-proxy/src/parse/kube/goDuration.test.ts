import { expect, it } from 'vitest';
import { parseGoDuration } from './goDuration.ts';

it.each([
  ['20.032s', 20.032],
  ['1m0.05s', 60.05],
  ['500ms', 0.5],
  ['2h3m', 7380],
  ['10µs', 1e-5],
  ['0s', 0],
])('reads %s in seconds', (text, seconds) => {
  const parsed = parseGoDuration(text);
  expect(parsed.ok && parsed.value).toBeCloseTo(seconds, 9);
});

it.each(['', '5', 's', '5 s', '5s ', ' 5s', '1.s', '5d', '-5s'])('fails on %j, with the text', (text) => {
  expect(parseGoDuration(text)).toEqual({ ok: false, error: { format: 'Go duration', line: text } });
});
