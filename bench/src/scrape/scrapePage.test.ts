import { expect, it } from 'vitest';
import { countSeries } from './scrapePage.ts';

it('counts the lines that hold a series', () => {
  const count = (text: string): number => countSeries(new TextEncoder().encode(text));
  expect(count('# HELP a What.\n# TYPE a gauge\na 1\na{b="#"} 2\n# EOF\n')).toBe(2);
  expect(count('a 1')).toBe(1);
  expect(count('')).toBe(0);
});
