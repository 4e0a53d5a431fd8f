import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Labels, Sample } from '@tart-lab/contract/sample.ts';
import type { ProxyFacts } from '../../ownWork.ts';
import { samplesAt } from '../cluster/adder.ts';
import { LabelCache } from '../cluster/labelCache.ts';

/** What the proxy knows at one time (epoch ms): of itself, of its frames, and what is wrong. */
export interface ProxyReading {
  readonly atMs: number;
  readonly facts: ProxyFacts;
  readonly frames: { readonly answered: number; readonly failed: number };
  readonly problems: readonly Problem[];
}

const NONE: Labels = Object.freeze({});

/**
 * Makes samples of what the proxy knows of itself. Rates come from the reading before, so the first has none. A kind of problem that
 * was there once counts on, down to 0.
 */
export class ProxySampler {
  private before: ProxyReading | null = null;
  private readonly kinds = new Set<string>();
  private readonly labels = new LabelCache();

  sample(reading: ProxyReading): Sample[] {
    const { atMs, facts, problems } = reading;
    const { samples, add } = samplesAt(atMs);
    const { before } = this;
    this.before = reading;
    const seconds = before === null ? 0 : (atMs - before.atMs) / 1000;
    const rate = (of: (one: ProxyReading) => number): number | null =>
      before === null || seconds <= 0 ? null : Math.max(0, of(reading) - of(before)) / seconds;

    add(
      'tartlab_proxy_cpu_ratio',
      NONE,
      rate((one) => one.facts.cpuSeconds),
    );
    const busy = rate((one) => one.facts.loopBusySeconds);
    add('tartlab_proxy_loop_busy_ratio', NONE, busy === null ? null : Math.min(1, busy));
    add('tartlab_proxy_memory_bytes', NONE, facts.memoryBytes);
    for (const result of ['answered', 'failed'] as const)
      add(
        'tartlab_frames_per_second',
        this.labels.of(['result'], [result]),
        rate((one) => one.frames[result]),
      );
    add(
      'tartlab_samples_per_second',
      NONE,
      rate((one) => one.facts.samples),
    );
    for (const code of Object.keys(facts.answers))
      add(
        'tartlab_requests_per_second',
        this.labels.of(['code'], [code]),
        rate((one) => one.facts.answers[code] ?? 0),
      );
    for (const { kind } of problems) this.kinds.add(kind);
    for (const kind of this.kinds)
      add('tartlab_problems', this.labels.of(['kind'], [kind]), problems.filter((problem) => problem.kind === kind).length);
    add('tartlab_history_series', NONE, facts.historySeries);
    add('tartlab_history_bytes', NONE, facts.historyBytes);
    add('tartlab_history_up', NONE, facts.historyUp ? 1 : 0);
    add('tartlab_streams', NONE, facts.streams.streams);
    add('tartlab_stream_subscriptions', NONE, facts.streams.subscriptions);
    add('tartlab_stream_answers', NONE, facts.streams.answers);
    this.labels.forgetUnused();
    return samples;
  }
}
