import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { historyFailed } from './historyProblems.ts';
import type { EventsRequest, HistoryFileOptions, HistoryState, HistoryStats, PointsRequest, Series, StoredEvent } from './messages.ts';
import type { SeriesPoints } from './openChunks.ts';
import { parseEvents } from './storedRows.ts';
import { SampleQueue } from './sampleQueue.ts';
import { SeriesIndex } from './seriesIndex.ts';
import { WorkerLink } from './workerLink.ts';
import type { WorkerQuestion } from './workerLink.ts';

const FLUSH_MS = 1000;
/** Samples and events that may wait for a thread that does not keep up; the oldest go first. */
const MAX_WAITING_SAMPLES = 500_000;
const MAX_WAITING_EVENTS = 10_000;
const MAX_UNANSWERED_BATCHES = 2;

export interface HistoryOptions extends HistoryFileOptions {
  readonly onState?: (state: HistoryState) => void;
}

/** What was measured and what happened, kept on disk. Collection only appends, which neither waits nor fails. */
export interface History {
  append(samples: readonly Sample[]): void;
  appendEvents(events: readonly LabEvent[]): void;
  /** Known series, of one metric or all; answered from memory. */
  series(metric?: string): readonly Series[];
  /** One entry for each series asked for, in that order; without points when it has none in the range. */
  points(request: PointsRequest): Promise<Result<readonly SeriesPoints[], Problem>>;
  /** Newest first, at most `limit`. */
  events(request: EventsRequest, limit: number): Promise<Result<readonly StoredEvent[], Problem>>;
  stats(): Promise<Result<HistoryStats, Problem>>;
  state(): HistoryState;
  /** Hands over what waits now; resolves when it is written (or held, while the history is paused). */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the history at `path` (`:memory:` keeps it in memory only) in a thread of its own. An unreadable file is set aside and
 * reported by `onState`; fails with `history_failed` when no file can be opened or created.
 */
export async function openHistory(options: HistoryOptions): Promise<Result<History, Problem>> {
  const { path, rawMs, minuteMs, onState } = options;
  const index = new SeriesIndex();
  let state: HistoryState = { state: 'ok', problem: null };
  const link = new WorkerLink(
    { path, rawMs, minuteMs },
    {
      onOpened: (series) => index.load(series),
      onState(next) {
        state = next;
        if (next.renewed) index.load([]);
        onState?.(next);
      },
    },
  );
  const opened = await link.open();
  if (!opened.ok) return opened;

  const waiting = new SampleQueue(MAX_WAITING_SAMPLES);
  let events: LabEvent[] = [];
  let unanswered = 0;

  async function post(): Promise<void> {
    const batch = { definitions: index.takeAdded(), events, ...waiting.take() };
    events = [];
    unanswered++;
    await link.ask({ op: 'append', batch }, [batch.ids.buffer, batch.times.buffer, batch.values.buffer]);
    unanswered--;
  }
  function flush(): Promise<void> {
    return waiting.size + events.length > 0 && state.state !== 'failed' ? post() : Promise.resolve();
  }
  /** Whatever is asked sees what was appended before. */
  function ask(question: WorkerQuestion): ReturnType<WorkerLink['ask']> {
    void flush();
    return link.ask(question);
  }
  const unexpected = (): Result<never, Problem> => fail(historyFailed(path, 'read the history', 'the thread gave another answer'));
  let flushing: NodeJS.Timeout | undefined;
  /** What is appended is handed over within `FLUSH_MS`, all of a burst at once: each time wakes the thread. */
  function flushSoon(): void {
    flushing ??= setTimeout(() => {
      flushing = undefined;
      if (unanswered < MAX_UNANSWERED_BATCHES) void flush();
      if (waiting.size + events.length > 0) flushSoon();
    }, FLUSH_MS).unref();
  }

  return ok({
    append(samples) {
      samples.forEach(({ metric, labels, atMs, value }) => {
        if (Number.isFinite(value)) waiting.push(index.idOf(metric, labels), Math.round(atMs), value);
      });
      if (samples.length > 0) flushSoon();
    },
    appendEvents(added) {
      if (added.length === 0) return;
      events.push(...added);
      flushSoon();
      if (events.length > MAX_WAITING_EVENTS) events.splice(0, events.length - MAX_WAITING_EVENTS);
    },
    series: (metric) => index.list(metric),
    async points(request) {
      const answer = await ask({ op: 'points', request });
      if (!answer.ok) return answer;
      if (answer.value.op !== 'points') return unexpected();
      const { series, lengths, times, values } = answer.value;
      let at = 0;
      return ok(
        series.map((id, i) => {
          const from = at;
          at += lengths[i] ?? 0;
          return { series: id, times: times.subarray(from, at), values: values.subarray(from, at) };
        }),
      );
    },
    async events(request, limit) {
      const answer = await ask({ op: 'events', request, limit });
      if (!answer.ok) return answer;
      return answer.value.op === 'events' ? ok(parseEvents(answer.value.events)) : unexpected();
    },
    async stats() {
      const answer = await ask({ op: 'stats' });
      if (!answer.ok) return answer;
      return answer.value.op === 'stats' ? ok(answer.value.stats) : unexpected();
    },
    state: () => state,
    flush,
    async close() {
      clearTimeout(flushing);
      await flush();
      await link.close();
    },
  });
}
