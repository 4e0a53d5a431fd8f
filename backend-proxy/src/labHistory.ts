import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Config } from './config/config.ts';
import { builtInEngine } from './history/builtIn.ts';
import type { HistoryEngine } from './history/historyEngine.ts';
import { openPrometheusClient } from './history/prometheus/promClient.ts';
import { prometheusEngine } from './history/prometheus/prometheusEngine.ts';
import type { LabState } from './live/labState.ts';
import { ok, type Result } from './result.ts';
import { openHistory, type History } from './store/history.ts';

const HOUR_MS = 3_600_000;

/** The history as the proxy uses it. */
export interface LabHistory {
  /** The file beside the proxy: events, and samples unless a server keeps them. */
  readonly local: History;
  /** Where collection puts samples and events. */
  readonly filled: Pick<History, 'append' | 'appendEvents'>;
  /** Where queries read samples. */
  readonly engine: HistoryEngine;
  /** How long points are kept as they were measured. */
  readonly rawMs: number;
  close(): Promise<void>;
}

/**
 * Opens the history that the configuration names. With `engine: prometheus` samples are not written here, as that server scrapes
 * them; events stay in the file. Problems of the file and of the server become the lab's own. `intervalMs` is a metric's.
 */
export async function openLabHistory(
  { history: config }: Pick<Config, 'history'>,
  { lab, intervalMs, now }: { readonly lab: LabState; readonly intervalMs: (metric: Metric) => number; readonly now: () => number },
): Promise<Result<LabHistory, Problem>> {
  const opened = await openFile(config, (problem) => lab.setOwnProblem('history', problem));
  if (!opened.ok) return opened;
  const local = opened.value;
  const { server } = config;
  if (!server) return ok({ local, filled: local, engine: builtInEngine(local), rawMs: config.rawMs, close: () => local.close() });
  const client = openPrometheusClient(server);
  const engine = prometheusEngine({
    client,
    match: server.match,
    scrapeMs: server.scrapeMs,
    intervalMs,
    now,
    onProblem: (problem) => lab.setOwnProblem('history server', problem),
  });
  return ok({
    local,
    filled: { append: () => undefined, appendEvents: (events: readonly LabEvent[]) => local.appendEvents(events) },
    engine,
    rawMs: Infinity,
    async close() {
      client.close();
      await local.close();
    },
  });
}

/** Opens the file. One that cannot be opened is replaced by memory, and says so: live answers matter more. */
async function openFile(
  { engine, path, rawMs, minuteMs }: Config['history'],
  report: (problem: Problem | null) => void,
): Promise<Result<History, Problem>> {
  const inMemory = (standing: Problem | null): Promise<Result<History, Problem>> => {
    report(standing);
    return openHistory({
      path: ':memory:',
      rawMs: Math.min(rawMs, HOUR_MS),
      minuteMs: Math.min(minuteMs, 24 * HOUR_MS),
      onState: ({ problem }) => report(problem ?? standing),
    });
  };
  if (engine === 'memory') return inMemory(null);
  const onDisk = await openHistory({ path, rawMs, minuteMs, onState: ({ problem }) => report(problem) });
  if (!onDisk.ok) return inMemory(onDisk.error);
  report(onDisk.value.state().problem);
  return onDisk;
}
