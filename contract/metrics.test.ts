import { describe, expect, it } from 'vitest';
import { METRICS } from './metrics.ts';
import { toMetricsPage } from './metricsPage.ts';
import { READINGS } from './readings.ts';

describe('the catalogue', () => {
  it('has one row an id and one row a reading', () => {
    expect(new Set(METRICS.map((metric) => metric.id)).size).toBe(METRICS.length);
    expect(new Set(READINGS.map((reading) => reading.name)).size).toBe(READINGS.length);
  });

  it('names units in the ids, in base units', () => {
    const suffix: Record<string, RegExp> = {
      percentunit: /_ratio$/,
      bytes: /_bytes$/,
      decbytes: /_bytes$/,
      s: /_seconds$/,
      Bps: /_bytes_per_second$/,
      binBps: /_bytes_per_second$/,
      pps: /_per_second$/,
      cps: /_per_second$/,
    };
    for (const { id, unit } of METRICS) if (suffix[unit]) expect(id).toMatch(suffix[unit]);
  });

  it('derives from readings that exist, takes rates of counters only, and keeps labels that the reading has', () => {
    for (const { id, from, labels } of METRICS) {
      if (!from) continue;
      const reading = READINGS.find(({ name }) => name === from.reading);
      expect(reading, id).toBeDefined();
      expect(reading?.kind, id).toBe(from.as === 'rate' ? 'counter' : 'gauge');
      expect(reading?.labels, id).toEqual(expect.arrayContaining(labels));
    }
  });

  it('is what docs/metrics.md says', async () => {
    await expect(toMetricsPage()).toMatchFileSnapshot('../docs/metrics.md');
  });
});
