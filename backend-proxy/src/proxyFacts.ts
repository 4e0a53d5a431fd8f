import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { OwnWork, ProxyFacts } from './ownWork.ts';
import type { History } from './store/history.ts';
import type { StreamHub } from './stream/hub.ts';

/** Whom the proxy asks about itself. */
export interface ProxyFactsDeps {
  readonly history: Pick<History, 'stats' | 'state' | 'series'>;
  readonly streams: Pick<StreamHub, 'stats'>;
  readonly work: OwnWork;
  readonly version: string;
  readonly now: () => number;
}

/** Each question wakes the history's thread, and its size grows slowly. */
const HISTORY_EVERY_MS = 60_000;
/** How long the history may take to say how large it is: it may be busy, or its disk slow. */
const HISTORY_MS = 100;

/** What the proxy knows of itself now; of the history what it said last when it does not answer at once. Never fails. */
export function proxyFacts({ history, streams, work, version, now }: ProxyFactsDeps): () => Promise<ProxyFacts> {
  const startedMs = now() - process.uptime() * 1000;
  const historyStats = lastStats(history, now);
  return async () => {
    const stats = await historyStats();
    const { user, system } = process.cpuUsage();
    return {
      version,
      startedMs,
      cpuSeconds: (user + system) / 1e6,
      loopBusySeconds: performance.eventLoopUtilization().active / 1000,
      memoryBytes: process.memoryUsage.rss(),
      samples: work.samples(),
      answers: work.answers(),
      streams: streams.stats(),
      historySeries: history.series().length,
      historyBytes: stats?.ok ? stats.value.bytes : null,
      historyUp: stats?.ok !== false && history.state().state === 'ok',
    };
  };
}

type Stats = Awaited<ReturnType<History['stats']>>;

/**
 * What the history says of itself, a minute old at most, or what it said last when it takes longer to answer; null while it has said
 * nothing. One that failed is asked again each time.
 */
function lastStats(history: Pick<History, 'stats'>, now: () => number): () => Promise<Stats | null> {
  let last: Stats | null = null;
  let askedMs = -Infinity;
  let asking: Promise<void> | null = null;
  return async () => {
    if (!asking && last?.ok && now() - askedMs < HISTORY_EVERY_MS) return last;
    asking ??= ask();
    await Promise.race([asking, setTimeout(HISTORY_MS, undefined, { ref: false })]);
    return last;
  };

  async function ask(): Promise<void> {
    askedMs = now();
    last = await history.stats();
    asking = null;
  }
}
