import type { Filter, Selection } from '@tart-lab/contract/query.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { LiveVm } from '../live/labState.ts';
import type { Result } from '../result.ts';
import { ok } from '../result.ts';
import type { QueryDeps } from './deps.ts';
import { testOfKey } from './filters.ts';
import { toMatcher } from './selection.ts';

type Labels = Readonly<Record<string, string>>;
const LABEL_OF = { macs: 'mac', clusters: 'cluster', vms: 'vm' } as const;

/** Whether `toScope` looks at filters of this key. */
export const isPlace = (key: string): boolean => key === 'mac' || key === 'cluster' || key === 'vm';

/** The Macs, clusters and VMs that a query is about. */
export interface Scope {
  /** Whether labels of a series or an event lie within. */
  readonly holds: (labels: Labels) => boolean;
  /** The VMs of the lab as it is now that lie within. */
  readonly vms: readonly LiveVm[];
}

/**
 * Reads a query's selections and its filters of `mac`, `cluster` and `vm` against the lab as it is and against `known` label sets of
 * VMs that may be gone. `path` is the query's.
 */
export function toScope(
  query: { readonly macs: Selection; readonly clusters: Selection; readonly vms: Selection; readonly filters?: readonly Filter[] },
  known: readonly { readonly labels: Labels }[],
  deps: Pick<QueryDeps, 'lab'>,
  path: string,
): Result<Scope, Problem> {
  const live = deps.lab.all();
  const liveLabels = live.map(({ vm }): Labels => ({ vm: vm.name, mac: vm.mac, ...(vm.cluster === null ? {} : { cluster: vm.cluster }) }));
  const checks: ((labels: Labels) => boolean)[] = [];
  for (const field of ['macs', 'clusters', 'vms'] as const) {
    const label = LABEL_OF[field];
    const filters = query.filters?.filter(({ key }) => key === label) ?? [];
    if (query[field].length + filters.length === 0) continue;
    const names = [...liveLabels, ...known.map(({ labels }) => labels)].map((labels) => labels[label] ?? '');
    const matcher = toMatcher(query[field], names, `${path}.${field}`);
    if (!matcher.ok) return matcher;
    const test = testOfKey(filters, label, names, path);
    if (!test.ok) return test;
    checks.push((labels) => matcher.value(labels[label] ?? '') && test.value(labels[label]));
  }
  const holds = (labels: Labels): boolean => checks.every((check) => check(labels));
  return ok({ holds, vms: live.filter((_, i) => holds(liveLabels[i] ?? {})) });
}
