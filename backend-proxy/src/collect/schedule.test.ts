import { describe, expect, it } from 'vitest';
import { ok } from '../result.ts';
import type { Collector } from './collector.ts';
import { type Asked, isDue } from './schedule.ts';

const INTERVALS = { guests: 5000, ports: 15_000, disks: 30_000 };
const collector = (name: string, everySeconds: number): Collector => ({
  name,
  os: 'linux',
  everySeconds,
  toFindings: () => ok({ readings: [] }),
});

/** The times (s) at which a collector is asked over `seconds`, with a frame each 5 s. */
function turns(vm: string, one: Collector, seconds: number): number[] {
  const times: number[] = [];
  let asked: Asked | undefined;
  for (let atMs = 1_760_000_000_000; atMs < 1_760_000_000_000 + seconds * 1000; atMs += 5000) {
    if (!isDue(one, vm, asked, INTERVALS, atMs)) continue;
    asked = { atMs, notBeforeMs: 0 };
    times.push((atMs - 1_760_000_000_000) / 1000);
  }
  return times;
}

describe('isDue', () => {
  it('asks what has no period of its own in every frame', () => {
    expect(turns('vm', collector('cpu', 0), 20)).toEqual([0, 5, 10, 15]);
  });
  it('asks at once and then once a period', () => {
    const times = turns('vm', collector('filesystem', 30), 300);
    expect(times[0]).toBe(0);
    expect(times.slice(2).map((time, i) => time - times[i + 1]!)).toEqual(Array.from({ length: times.length - 2 }, () => 30));
  });
  it('takes the periods of ports and disks from the configuration', () => {
    expect(turns('vm', collector('ports', 999), 151).length).toBeGreaterThanOrEqual(10);
    expect(turns('vm', collector('filesystem', 999), 301).length).toBeGreaterThanOrEqual(10);
  });
  it('spreads ten VMs over the period', () => {
    const second = Array.from({ length: 10 }, (_, i) => turns(`node-${i}`, collector('filesystem', 30), 60)[1]);
    expect(new Set(second).size).toBeGreaterThanOrEqual(4);
  });
  it('leaves alone what is to be left alone', () => {
    const asked = { atMs: 0, notBeforeMs: 60_000 };
    expect(isDue(collector('cpu', 0), 'vm', asked, INTERVALS, 59_999)).toBe(false);
    expect(isDue(collector('cpu', 0), 'vm', asked, INTERVALS, 60_000)).toBe(true);
  });
  it('goes on when the clock was set back', () => {
    expect(isDue(collector('filesystem', 30), 'vm', { atMs: 9_000_000, notBeforeMs: 0 }, INTERVALS, 1_000_000)).toBe(true);
  });
});
