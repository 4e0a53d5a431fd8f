import { describe, expect, it } from 'vitest';
import { limitReplicas, type LimitInput } from './limit.ts';
import { EMPTY_MEMORY, remember } from './memory.ts';
import type { Behavior, HpaMemory } from './types.ts';

const NOW_MS = Date.UTC(2026, 2, 10, 12);
/** The behaviour of nginx-web: up after 30 s by at most 100 % in 30 s, down after 300 s by at most 25 % in 60 s. */
const NGINX: Behavior = {
  scaleUp: { stabilizationSeconds: 30, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }] },
  scaleDown: { stabilizationSeconds: 300, selectPolicy: 'Max', policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }] },
};
const said = (...recommendations: [secondsAgo: number, replicas: number][]): HpaMemory => ({
  ...EMPTY_MEMORY,
  recommendations: recommendations.map(([ago, replicas]) => ({ atMs: NOW_MS - ago * 1000, replicas })),
});
const limit = (current: number, asked: number, changes: Partial<LimitInput> = {}) =>
  limitReplicas({ current, asked, min: 3, max: 10, behavior: NGINX, memory: EMPTY_MEMORY, nowMs: NOW_MS, ...changes });

describe('what is done of what was asked', () => {
  it('waits on the way up until the lowest of the window agrees', () => {
    expect(limit(3, 5, { memory: said([15, 3]) })).toMatchObject({ desired: 3, able: { reason: 'ScaleUpStabilized' } });
    expect(limit(3, 6, { memory: said([15, 5], [29, 5]) }).desired).toBe(5);
    expect(limit(3, 5, { memory: said([30, 3], [15, 5]) })).toMatchObject({ desired: 5, able: { reason: 'ReadyForNewScale' } });
  });

  it('keeps the highest of the window on the way down', () => {
    expect(limit(6, 3, { memory: said([299, 6], [15, 3]) })).toMatchObject({ desired: 6, able: { reason: 'ScaleDownStabilized' } });
    expect(limit(6, 3, { memory: said([300, 6], [15, 4]) }).desired).toBe(4);
  });

  it('goes up by at most what a policy allows in its period', () => {
    expect(limit(3, 9)).toMatchObject({ desired: 6, limited: { isLimited: true, reason: 'ScaleUpLimit' } });
    const memory = { ...EMPTY_MEMORY, scaledUp: [{ atMs: NOW_MS - 15_000, change: 3 }] };
    expect(limit(6, 9, { memory })).toMatchObject({ desired: 6, limited: { reason: 'ScaleUpLimit' } });
    expect(limit(6, 9, { memory: { ...EMPTY_MEMORY, scaledUp: [{ atMs: NOW_MS - 30_000, change: 3 }] } }).desired).toBe(9);
  });

  it('goes down by 25 % in 60 s, which is two of six', () => {
    expect(limit(6, 3)).toMatchObject({ desired: 4, limited: { isLimited: true, reason: 'ScaleDownLimit' } });
    expect(limit(4, 3, { memory: { ...EMPTY_MEMORY, scaledDown: [{ atMs: NOW_MS - 45_000, change: 2 }] } }).desired).toBe(4);
    expect(limit(4, 3, { memory: { ...EMPTY_MEMORY, scaledDown: [{ atMs: NOW_MS - 60_000, change: 2 }] } }).desired).toBe(3);
  });

  it('stays between min and max, and says so', () => {
    expect(limit(8, 14)).toMatchObject({ desired: 10, limited: { isLimited: true, reason: 'TooManyReplicas' } });
    expect(limit(3, 1)).toMatchObject({ desired: 3, limited: { isLimited: true, reason: 'TooFewReplicas' } });
    expect(limit(3, 3)).toMatchObject({ desired: 3, limited: { isLimited: false, reason: 'DesiredWithinRange' } });
  });

  it('takes the policy that changes most, least, or none', () => {
    const both = (selectPolicy: 'Max' | 'Min' | 'Disabled'): Behavior => ({
      ...NGINX,
      scaleUp: {
        stabilizationSeconds: 0,
        selectPolicy,
        policies: [
          { type: 'Pods', value: 1, periodSeconds: 15 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
    });
    expect(limit(3, 9, { behavior: both('Max') }).desired).toBe(6);
    expect(limit(3, 9, { behavior: both('Min') }).desired).toBe(4);
    expect(limit(3, 9, { behavior: both('Disabled') }).desired).toBe(3);
  });
});

describe('its memory', () => {
  it('holds as much as the longest window looks back on', () => {
    let memory = EMPTY_MEMORY;
    for (let second = 0; second <= 1200; second += 15)
      memory = remember(memory, { atMs: NOW_MS + second * 1000, asked: 3, current: 3, desired: 3 }, NGINX);
    expect(memory.recommendations).toHaveLength(21);
    expect(memory.scaledUp).toEqual([]);
  });
});
