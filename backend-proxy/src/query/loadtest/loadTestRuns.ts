import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Notice } from '@tart-lab/contract/frame.ts';

/** What an answer without runs says. */
export const NO_RUN: Notice = { severity: 'info', text: 'No load test ran in this range; `tart-lab loadtest` runs one' };

/** How a run stands. `unknown`: nobody saw its end. */
export type RunStatus = 'running' | 'ended' | 'failed' | 'stopped' | 'unknown';

/** One run of a load test: a pod of k6, by its name. Times are epoch ms; null where the proxy did not see it. */
export interface LoadTestRun {
  readonly cluster: string;
  readonly namespace: string;
  readonly test: string;
  readonly run: string;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly status: RunStatus;
  /** What was said of its end. */
  readonly text: string | null;
}

const ENDS: Readonly<Record<LabEvent['severity'], RunStatus>> = { info: 'ended', warning: 'stopped', error: 'failed' };

/** The runs that events tell of, the newest first. `isRunning` knows the runs whose pod runs now. A pod's name may come again, after its end. */
export function toRuns(
  events: readonly LabEvent[],
  isRunning: (run: Pick<LoadTestRun, 'cluster' | 'namespace' | 'run'>) => boolean,
): LoadTestRun[] {
  const runs: LoadTestRun[] = [];
  const latest = new Map<string, number>();
  for (const { kind, atMs, severity, text, labels } of [...events].sort((a, b) => a.atMs - b.atMs)) {
    const { cluster = '', namespace = '', test = '', pod: run = '' } = labels;
    const key = `${cluster}/${namespace}/${run}`;
    const none = { cluster, namespace, test, run, startedMs: null, endedMs: null, status: 'unknown', text: null } as const;
    const before = runs[latest.get(key) ?? -1];
    const open = before?.endedMs === null ? before : undefined;
    if (!open) latest.set(key, runs.length);
    const at = latest.get(key) ?? 0;
    if (kind === 'loadtest_started') runs[at] = { ...(open ?? none), startedMs: open?.startedMs ?? atMs };
    else runs[at] = { ...(open ?? none), endedMs: atMs, status: ENDS[severity], text };
  }
  return runs
    .map((run): LoadTestRun => (run.endedMs === null && isRunning(run) ? { ...run, status: 'running' } : run))
    .sort((a, b) => lastMs(b) - lastMs(a));
}

const lastMs = ({ startedMs, endedMs }: LoadTestRun): number => startedMs ?? endedMs ?? 0;
