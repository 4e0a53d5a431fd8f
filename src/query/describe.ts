import type { TartLabQuery } from './types.ts';
import { withDefaults } from './withDefaults.ts';

/**
 * One line that says what a query asks: `sum of tart_vm_cpu_busy_ratio · dev-* · by cluster`. It is made of the words
 * of the query itself, as it stands in lists and in the query's header, and is not translated.
 */
export function describe(saved: TartLabQuery): string {
  const query = withDefaults(saved);
  const where = [...query.macs, ...query.clusters, ...query.vms].join(', ');
  const parts = [subject()];
  if (where !== '') parts.push(where);
  if (query.kind === 'metric') {
    for (const [name, values] of Object.entries(query.labels)) if (values.length > 0) parts.push(`${name}: ${values.join(', ')}`);
    if (query.aggregate !== 'none' && query.groupBy.length > 0) parts.push(`by ${query.groupBy.join(', ')}`);
    if (query.top !== null) parts.push(`top ${query.top}`);
    if (query.bottom !== null) parts.push(`bottom ${query.bottom}`);
  }
  return parts.join(' · ');

  function subject(): string {
    if (query.kind === 'table') return query.table;
    if (query.kind === 'events') return query.kinds.length > 0 ? `events ${query.kinds.join(', ')}` : 'events';
    if (query.metric === '') return 'no metric';
    return query.aggregate === 'none' ? query.metric : `${query.aggregate} of ${query.metric}`;
  }
}
