import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { QueryDeps, Range } from '../deps.ts';
import type { Matcher } from '../selection.ts';
import { toRuns, type LoadTestRun } from './loadTestRuns.ts';

/** A run may have begun so long before the range. */
const LONGEST_RUN_MS = 24 * 3_600_000;
const MOST_EVENTS = 10_000;

/** The runs that lie at least partly in a range, the newest first, of the clusters and namespaces that are wanted. */
export async function readRuns(
  { fromMs, toMs }: Pick<Range, 'fromMs' | 'toMs'>,
  { cluster: inCluster, namespace: inNamespace }: { readonly cluster: Matcher; readonly namespace: Matcher },
  { history, lab }: Pick<QueryDeps, 'history' | 'lab'>,
): Promise<Result<LoadTestRun[], Problem>> {
  const kinds = ['loadtest_started', 'loadtest_ended'];
  const told = await history.events({ fromMs: Math.max(0, fromMs - LONGEST_RUN_MS), toMs, kinds, severities: [] }, MOST_EVENTS);
  if (!told.ok) return told;
  const running = new Set(
    lab
      .clusters()
      .flatMap(({ name, view }) =>
        [...view.pods.values()].filter(({ phase }) => phase === 'Running').map((pod) => `${name}/${pod.namespace}/${pod.name}`),
      ),
  );
  const runs = toRuns(told.value, ({ cluster, namespace, run }) => running.has(`${cluster}/${namespace}/${run}`));
  const isIn = ({ startedMs, endedMs, status }: LoadTestRun): boolean =>
    (startedMs ?? endedMs ?? 0) <= toMs && (endedMs ?? (status === 'running' ? toMs : (startedMs ?? 0))) >= fromMs;
  return ok(runs.filter((run) => inCluster(run.cluster) && inNamespace(run.namespace) && isIn(run)));
}
