import { describe, expect, it } from 'vitest';
import { recommendReplicas } from './recommend.ts';
import type { HpaPod } from './types.ts';

const NOW_MS = Date.UTC(2026, 2, 10, 12);
const HOUR_MS = 3_600_000;
const TOLERANCE = { up: 0.1, down: 0.1 };

/** A pod that has run for an hour and uses so many percent of its request. */
const pod = (percent: number | null, changes: Partial<HpaPod> = {}): HpaPod => ({
  name: 'web',
  phase: 'Running',
  deleted: false,
  ready: true,
  readySinceMs: NOW_MS - HOUR_MS,
  startedAtMs: NOW_MS - HOUR_MS,
  request: 0.1,
  usage: percent === null ? null : { value: percent / 1000, atMs: NOW_MS - 2000, windowMs: 15_000 },
  ...changes,
});
const pods = (count: number, percent: number | null, changes: Partial<HpaPod> = {}): HpaPod[] =>
  Array.from({ length: count }, () => pod(percent, changes));
/** Ready for five seconds only: its metrics' window began before. */
const fresh: Partial<HpaPod> = { startedAtMs: NOW_MS - 8000, readySinceMs: NOW_MS - 5000 };

function asked(list: readonly HpaPod[], current = list.length, target = 50): number | string {
  const recommended = recommendReplicas(list, current, target, TOLERANCE, NOW_MS);
  return recommended.ok ? recommended.value.replicas : recommended.error;
}

describe('what an HPA asks for', () => {
  it('is ceil(pods × use / target): three pods at 80 % of a target of 50 % are five', () => {
    expect(asked(pods(3, 80))).toBe(5);
    expect(asked(pods(3, 75))).toBe(5);
    expect(asked(pods(4, 100))).toBe(8);
    expect(asked(pods(4, 25))).toBe(2);
  });

  it('is nothing while the ratio is within a tenth, 55 % of 50 % included', () => {
    expect(asked(pods(5, 55))).toBe(5);
    expect(asked(pods(5, 56))).toBe(6);
    expect(asked(pods(5, 45))).toBe(5);
    expect(asked(pods(10, 44))).toBe(9);
  });

  it('follows the mean of unequal pods', () => {
    expect(asked([pod(10), pod(90), pod(80)])).toBe(4);
  });

  it('takes a pod without metrics for idle on the way up', () => {
    expect(asked([...pods(3, 80), pod(null)])).toBe(5);
    expect(asked([...pods(3, 65), ...pods(2, null)])).toBe(5);
  });

  it('takes a pod without metrics for wholly used on the way down', () => {
    expect(asked([...pods(3, 10), pod(null)])).toBe(3);
    expect(asked([...pods(2, 20), pod(null)])).toBe(3);
  });

  it('takes pods that are not ready yet for idle on the way up, and leaves them out on the way down', () => {
    expect(asked([...pods(3, 90), pod(200, { ...fresh, ready: false })])).toBe(6);
    expect(asked([...pods(3, 61), ...pods(2, 56, fresh)])).toBe(5);
    expect(asked([...pods(4, 20), pod(200, fresh)])).toBe(2);
  });

  it('drops pods that are going or have failed', () => {
    expect(asked([...pods(3, 80), pod(5, { deleted: true }), pod(5, { phase: 'Failed' })], 3)).toBe(5);
  });

  it('counts again what was fresh once its window lies in its ready time', () => {
    const since = { startedAtMs: NOW_MS - 30_000, readySinceMs: NOW_MS - 20_000 };
    expect(asked([...pods(3, 60), ...pods(2, 60, since)])).toBe(6);
  });

  it('shows the use as it was measured, not as it was corrected', () => {
    const recommended = recommendReplicas([...pods(3, 61), ...pods(2, 5, fresh)], 5, 50, TOLERANCE, NOW_MS);
    expect(recommended).toMatchObject({ ok: true, value: { utilization: 61 } });
  });

  it('is unknown without metrics, without pods and without requests', () => {
    expect(asked(pods(3, null))).toContain('did not receive metrics');
    expect(asked([])).toContain('no pods returned by selector');
    expect(asked(pods(3, 80, { request: 0 }))).toContain('missing request for cpu');
  });

  it('has tolerances of its own since 1.33', () => {
    expect(recommendReplicas(pods(5, 56), 5, 50, { up: 0.2, down: 0 }, NOW_MS)).toMatchObject({ value: { replicas: 5 } });
    expect(recommendReplicas(pods(10, 49), 10, 50, { up: 0.2, down: 0 }, NOW_MS)).toMatchObject({ value: { replicas: 10 } });
  });
});
