import { expect, it } from 'vitest';
import { parseLimit } from './parseLimit.ts';

it.each([
  ['', null],
  [' ', null],
  ['1', 1],
  ['200', 200],
  ['201', undefined],
  ['0', undefined],
  ['1.5', undefined],
  ['many', undefined],
])('reads the limit %j as %j where 200 is the most', (text, limit) => {
  expect(parseLimit(text, 200)).toBe(limit);
});

it('reads a fraction where one makes sense', () => {
  expect(parseLimit('2.5', 100, true)).toBe(2.5);
  expect(parseLimit('0', 100, true)).toBeUndefined();
  expect(parseLimit('101', 100, true)).toBeUndefined();
});
