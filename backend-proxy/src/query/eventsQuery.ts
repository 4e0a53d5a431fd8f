import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Frame } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { EventsQuery } from '@tart-lab/contract/query.ts';
import type { Result } from '../result.ts';
import { ok } from '../result.ts';
import type { QueryDeps, Range } from './deps.ts';
import { filterThings, knownFilters } from './filters.ts';
import { isPlace, toScope } from './scope.ts';

/** Events read before a selection of VMs narrows them. */
const MOST_READ = 20_000;

/** What events can be filtered by: their labels, whatever kind has them, and what they are. */
const KEYS: ReadonlySet<string> = new Set([
  'kind',
  'severity',
  'vm',
  'mac',
  'cluster',
  'node',
  'namespace',
  'workload',
  'pod',
  'hpa',
  'test',
  'port',
  'protocol',
  'address',
]);
const valueOf = ({ kind, severity, labels }: LabEvent, key: string): string | undefined =>
  key === 'kind' ? kind : key === 'severity' ? severity : labels[key];

/**
 * Answers what happened in a range as one log-lines frame, newest first: timestamp, body, severity, id, labels. The labels of an
 * event hold its kind too. Notices say what was cut. `path` is the query's place in the request.
 */
export async function answerEventsQuery(
  query: EventsQuery,
  range: Range,
  deps: QueryDeps,
  path: string,
): Promise<Result<Frame[], Problem>> {
  const { refId, kinds, severities, limit } = query;
  const { fromMs, toMs } = range;
  const narrowed = query.vms.length + query.clusters.length + query.macs.length + query.filters.length > 0;
  const stored = await deps.history.events({ fromMs, toMs, kinds, severities }, narrowed ? MOST_READ : limit + 1);
  if (!stored.ok) return stored;
  const { known, notices } = knownFilters(query.filters, (key) => KEYS.has(key), 'events');
  const scope = toScope({ ...query, filters: known }, stored.value, deps, path);
  if (!scope.ok) return scope;
  const kept = filterThings(
    known.filter(({ key }) => !isPlace(key)),
    stored.value,
    valueOf,
    path,
  );
  if (!kept.ok) return kept;
  const events = kept.value.filter(({ labels }) => scope.value.holds(labels));
  if (events.length > limit) notices.push({ severity: 'warning', text: `Showing the newest ${limit} events of this range` });
  else if (narrowed && stored.value.length === MOST_READ) {
    notices.push({ severity: 'warning', text: `Looked at the newest ${MOST_READ} events of this range only; choose a shorter one` });
  }
  if (events.length === 0) notices.push({ severity: 'info', text: 'Nothing happened in this range' });
  const shown = events.slice(0, limit);
  return ok([
    {
      schema: {
        refId,
        name: 'events',
        meta: {
          type: 'log-lines',
          typeVersion: [0, 0],
          preferredVisualisationType: 'logs',
          ...(notices.length > 0 ? { notices } : {}),
        },
        fields: [
          { name: 'timestamp', type: 'time' },
          { name: 'body', type: 'string' },
          { name: 'severity', type: 'string' },
          { name: 'id', type: 'string' },
          { name: 'labels', type: 'other' },
        ],
      },
      data: {
        values: [
          shown.map(({ atMs }) => atMs),
          shown.map(({ text }) => text),
          shown.map(({ severity }) => severity),
          shown.map(({ id }) => String(id)),
          shown.map(({ labels, kind }) => ({ ...labels, kind })),
        ],
      },
    },
  ]);
}
