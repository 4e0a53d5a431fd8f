import { describe, expect, it } from 'vitest';
import { PROXY_METRICS } from '@tart-lab/contract/proxyMetrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { FACTS } from '../../testing.ts';
import { ProxySampler, type ProxyReading } from './proxySampler.ts';

const NOW = 1_700_000_000_000;
const silent: Problem = { kind: 'ssh_failed', target: 'dev-w1', doing: 'connect', detail: 'refused', advice: 'Start it.' };
const reading = (seconds: number, more: Partial<ProxyReading> = {}): ProxyReading => ({
  atMs: NOW + seconds * 1000,
  facts: FACTS,
  frames: { answered: 10, failed: 0 },
  problems: [],
  ...more,
});
const later = reading(5, {
  facts: {
    ...FACTS,
    cpuSeconds: FACTS.cpuSeconds + 0.5,
    loopBusySeconds: FACTS.loopBusySeconds + 0.25,
    samples: FACTS.samples + 1000,
    answers: { ...FACTS.answers, '2xx': 40 },
  },
  frames: { answered: 20, failed: 5 },
  problems: [silent, { ...silent, target: 'dev-w2' }],
});
const valuesOf = (sampler: ProxySampler, given: ProxyReading) =>
  Object.fromEntries(sampler.sample(given).map(({ metric, labels, value }) => [[metric, ...Object.values(labels)].join(' '), value]));

describe('ProxySampler', () => {
  it('has no rates the first time, and rates by time from then on', () => {
    const sampler = new ProxySampler();
    expect(Object.keys(valuesOf(sampler, reading(0))).filter((name) => /per_second|_ratio/.test(name))).toEqual([]);
    expect(valuesOf(sampler, later)).toMatchObject({
      tartlab_proxy_cpu_ratio: 0.1,
      tartlab_proxy_loop_busy_ratio: 0.05,
      tartlab_proxy_memory_bytes: FACTS.memoryBytes,
      'tartlab_frames_per_second answered': 2,
      'tartlab_frames_per_second failed': 1,
      tartlab_samples_per_second: 200,
      'tartlab_requests_per_second 2xx': 2,
      'tartlab_requests_per_second 5xx': 0,
      'tartlab_problems ssh_failed': 2,
      tartlab_history_up: 1,
    });
  });

  it('counts a kind of problem down to 0, and one that never was there not at all', () => {
    const sampler = new ProxySampler();
    expect(Object.keys(valuesOf(sampler, reading(0))).filter((name) => name.startsWith('tartlab_problems'))).toEqual([]);
    sampler.sample(later);
    expect(valuesOf(sampler, reading(10))).toMatchObject({ 'tartlab_problems ssh_failed': 0 });
  });

  it('says nothing of a size that the history does not tell', () => {
    const facts = { ...FACTS, historyBytes: null, historyUp: false };
    const values = valuesOf(new ProxySampler(), reading(0, { facts }));
    expect(values).not.toHaveProperty('tartlab_history_bytes');
    expect(values['tartlab_history_up']).toBe(0);
  });

  it('has every series of the catalogue, with its labels', () => {
    const sampler = new ProxySampler();
    sampler.sample(reading(0));
    const samples = sampler.sample(later);
    for (const { id, labels } of PROXY_METRICS) {
      const own = samples.filter(({ metric }) => metric === id);
      expect(own.length, id).toBeGreaterThan(0);
      for (const sample of own) expect(Object.keys(sample.labels), id).toEqual(labels);
    }
    expect(samples.every(({ metric }) => PROXY_METRICS.some(({ id }) => id === metric))).toBe(true);
  });
});
