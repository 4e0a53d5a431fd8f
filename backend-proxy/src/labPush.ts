import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Config } from './config/config.ts';
import type { LabState } from './live/labState.ts';
import type { Log } from './log.ts';
import { openLokiPush } from './push/openLokiPush.ts';
import { pushedUntil } from './push/pushedUntil.ts';
import type { History } from './store/history.ts';

const MOST_CAUGHT_UP = 10_000;
/** Events are not pushed strictly in the order of their time: so far back they are sent again, and Loki drops what it has. */
const OVERLAP_MS = 60_000;

/** Where the lab's events go beside the history. */
export interface LabPush {
  push(events: readonly LabEvent[]): void;
  close(): Promise<void>;
}

/**
 * Opens the way of events to Loki when the configuration names one; else nothing leaves the proxy. What happened since Loki last took an
 * event, or since the first start with it, and was not sent before the proxy ended, is read from the history and sent first. Its
 * problems become the lab's own.
 */
export async function openLabPush(
  { loki, stateDir }: Pick<Config, 'loki' | 'stateDir'>,
  { lab, history, log, now }: { lab: LabState; history: Pick<History, 'events'>; log: Log; now: () => number },
): Promise<LabPush> {
  if (!loki) return { push: () => undefined, close: () => Promise.resolve() };
  const until = pushedUntil(stateDir, (reason) => log.warn({ reason }, 'pushed_to_loki_not_written'));
  let told: string | null = null;
  const report = (problem: Problem | null): void => {
    lab.setOwnProblem('loki', problem);
    const kind = problem?.kind ?? null;
    if (kind === told) return;
    told = kind;
    if (problem) log.warn({ kind, target: problem.target, detail: problem.detail }, 'loki_failed');
    else log.info({ target: loki.url }, 'loki_back');
  };
  const push = openLokiPush({ server: loki, until, report });
  const sinceMs = until.read();
  if (sinceMs === null) until.write(now());
  else {
    const missed = await history.events({ fromMs: sinceMs - OVERLAP_MS, toMs: now(), kinds: [], severities: [] }, MOST_CAUGHT_UP);
    if (missed.ok) push.push([...missed.value].reverse());
    else log.warn({ reason: missed.error.detail }, 'events_not_caught_up');
  }
  return push;
}
