import { describe, expect, it } from 'vitest';
import { toSeries, toTimes, valueAt } from './dataset.ts';

describe('toSeries', () => {
  it('gives every VM as many different series, one of them the CPU', () => {
    const series = toSeries(10, 45);
    expect(new Set(series.map(({ metric, labels }) => metric + JSON.stringify(labels))).size).toBe(450);
    expect(series.filter(({ metric }) => metric === 'tart_vm_cpu_busy_ratio')).toHaveLength(10);
  });
});

describe('toTimes', () => {
  it('covers seven days, by the minute and then every 5 s, in order', () => {
    const endMs = 1_800_000_000_000;
    const times = toTimes(endMs, 1);
    expect(times.at(0)).toBe(endMs - 7 * 86_400_000);
    expect(times.at(-1)).toBe(endMs);
    expect(times).toHaveLength(7 * 1440 - 60 + 720 + 1);
    expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true);
  });
});

describe('valueAt', () => {
  it('is the same at every call, within its range, and not flat', () => {
    const values = Array.from({ length: 1000 }, (_, i) => valueAt(3, 1e-4, i * 5000));
    expect(values).toEqual(Array.from({ length: 1000 }, (_, i) => valueAt(3, 1e-4, i * 5000)));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    expect(new Set(values).size).toBeGreaterThan(300);
  });
});
