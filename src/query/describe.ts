import { scopeOf } from './scopeOf.ts';
import type { FilledQuery, TartLabQuery } from './types.ts';
import { withDefaults } from './withDefaults.ts';

/**
 * One line that says what a query asks: `sum of tart_vm_cpu_busy_ratio · dev-* · by cluster`. It is made of the words
 * of the query itself, as it stands in lists and in the query's header, and is not translated.
 */
export function describe(saved: TartLabQuery): string {
  const query = withDefaults(saved);
  return [subject(query), ...where(query), ...how(query)].join(' · ');
}

function subject({ kind, table, kinds, view, metric, aggregate }: FilledQuery): string {
  switch (kind) {
    case 'table':
      return table;
    case 'events':
      return kinds.length > 0 ? `events ${kinds.join(', ')}` : 'events';
    case 'flows':
      return `flows ${view}`;
    case 'metric':
      if (metric === '') return 'no metric';
      return aggregate === 'none' ? metric : `${aggregate} of ${metric}`;
  }
}

function where(query: FilledQuery): string[] {
  const narrowing = scopeOf(query);
  const places = (['macs', 'clusters', 'vms'] as const).flatMap((field) => (narrowing.includes(field) ? query[field] : []));
  return [
    ...(places.length > 0 ? [places.join(', ')] : []),
    ...(['namespaces', 'workloads'] as const).flatMap((field) =>
      narrowing.includes(field) && query[field].length > 0 ? [`${field.slice(0, -1)}: ${query[field].join(', ')}`] : [],
    ),
  ];
}

function how(query: FilledQuery): string[] {
  if (query.kind === 'flows') return [query.verdicts, query.protocols].filter((words) => words.length > 0).map((words) => words.join(', '));
  if (query.kind !== 'metric') return [];
  return [
    ...Object.entries(query.labels).flatMap(([name, values]) => (values.length > 0 ? [`${name}: ${values.join(', ')}`] : [])),
    ...(query.aggregate !== 'none' && query.groupBy.length > 0 ? [`by ${query.groupBy.join(', ')}`] : []),
    ...(query.top === null ? [] : [`top ${query.top}`]),
    ...(query.bottom === null ? [] : [`bottom ${query.bottom}`]),
  ];
}
