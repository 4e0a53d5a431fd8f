import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { backoff } from '../lifecycle/backoff.ts';
import { rest } from '../lifecycle/rest.ts';
import { openHttpLink, type HttpServerLink } from '../transport/httpLink.ts';
import { EventQueue } from './eventQueue.ts';
import { lokiProblem } from './lokiProblems.ts';
import type { PushedUntil } from './pushedUntil.ts';
import { sendToLoki } from './sendToLoki.ts';

const MOST_WAITING = 10_000;
const MOST_IN_A_BATCH = 1000;
/** Events of one cycle come together; so long they wait for each other. */
const GATHER_MS = 1000;
const RETRY_MS = { baseMs: 1000, capMs: 60_000 };
/** How long the end waits for what is left. */
const FAREWELL_MS = 2000;

export interface LokiPush {
  /** Events to send. Neither waits nor fails. */
  push(events: readonly LabEvent[]): void;
  /** Sends what is left if Loki answers at once, and ends. */
  close(): Promise<void>;
}

export interface LokiPushParts {
  readonly server: HttpServerLink;
  readonly until: PushedUntil;
  /** What is wrong with the way to Loki now, or null. Events that went unsent stay told until the proxy ends. */
  readonly report: (problem: Problem | null) => void;
  readonly gatherMs?: number;
  readonly retryMs?: { readonly baseMs: number; readonly capMs: number };
  readonly mostWaiting?: number;
  readonly mostInABatch?: number;
}

/**
 * Pushes events to Loki, in batches and in order. Whatever Loki may take later is sent again after a growing pause, or the one that
 * Loki names; what it will never take is left out and told. Each event arrives at least once: one that is sent twice is the same line
 * at the same time in the same stream, which Loki keeps once.
 */
export function openLokiPush(parts: LokiPushParts): LokiPush {
  const { server, until, report, gatherMs = GATHER_MS, retryMs = RETRY_MS } = parts;
  const { mostWaiting = MOST_WAITING, mostInABatch = MOST_IN_A_BATCH } = parts;
  const link = openHttpLink(server);
  const queue = new EventQueue(mostWaiting);
  const stop = new AbortController();
  const farewell = new AbortController();
  let work: Promise<void> | null = null;

  const loss = (): string => (queue.lost > 0 ? `${queue.lost} events went unsent, as more than ${mostWaiting} waited for Loki` : '');
  const standing = (): Problem | null => (loss() === '' ? null : lokiProblem('loki_lost', server.url, loss()));
  const withLoss = (problem: Problem): Problem => (loss() === '' ? problem : { ...problem, detail: `${problem.detail}; ${loss()}` });

  /** Sends until nothing waits, or, once the end has come, until something fails. */
  async function drain(): Promise<void> {
    const pauses = backoff(retryMs);
    await rest(gatherMs, stop.signal);
    while (queue.size > 0 && !farewell.signal.aborted) {
      const batch = queue.next(mostInABatch);
      const sent = await sendToLoki(link, server, batch, farewell.signal);
      if (sent.as === 'later') {
        queue.gaveBack();
        if (stop.signal.aborted) return;
        report(withLoss(sent.problem));
        await rest(Math.max(pauses.nextMs(), sent.afterMs), stop.signal);
        continue;
      }
      queue.took();
      pauses.reset();
      until.write(Math.max(...batch.map(({ atMs }) => atMs)));
      if (sent.as === 'taken') report(standing());
      else {
        const detail = `${sent.said}; of ${batch.length} events some or all are left out`;
        report(withLoss(lokiProblem('loki_refused', server.url, detail)));
      }
    }
  }

  function start(): void {
    work ??= drain().finally(() => {
      work = null;
      // What came while the last batch was acknowledged has nobody else to send it.
      if (queue.size > 0 && !stop.signal.aborted) start();
    });
  }

  return {
    push(events) {
      if (events.length === 0 || stop.signal.aborted) return;
      queue.add(events);
      start();
    },
    async close() {
      stop.abort();
      const late = setTimeout(() => farewell.abort(), FAREWELL_MS);
      await work;
      clearTimeout(late);
      farewell.abort();
      link.close();
    },
  };
}
