import { expect, it } from 'vitest';
import { parseVmstat } from './vmstat.ts';

it('reads counts by name', () => {
  const counts = parseVmstat('nr_free_pages 300836\npgfault 92233720368\n');
  expect(counts.ok && [...counts.value]).toEqual([
    ['nr_free_pages', 300836],
    ['pgfault', 92233720368],
  ]);
});
it.each(['', 'pgfault\n', 'pgfault many\n'])('fails on %j', (text) => {
  expect(parseVmstat(text).ok).toBe(false);
});
