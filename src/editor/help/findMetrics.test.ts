import { expect, it } from 'vitest';
import { METRICS } from '@tart-lab/contract/metrics.ts';
import { findMetrics } from './findMetrics.ts';

const ids = (search: string): string[] => findMetrics(METRICS, search).map(({ id }) => id);

it('finds metrics by any words of name, id or help, best first, and nothing without a word', () => {
  expect(ids('memory used %')[0]).toBe('tart_vm_memory_used_ratio');
  expect(ids('REPLICAS hpa')).toContain('tart_hpa_replicas');
  expect(ids('cpu').length).toBe(8);
  expect(ids('nothing like this')).toEqual([]);
  expect(ids('  ')).toEqual([]);
});
