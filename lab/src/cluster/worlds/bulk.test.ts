import { describe, expect, it } from 'vitest';
import { NOON_MS } from '../../testing.ts';
import { openCluster } from '../openCluster.ts';
import { machinesOf } from '../testing.ts';

describe('a big cluster', () => {
  it('has as many pods as were asked for, and so many changes a second', () => {
    const machines = machinesOf('staging');
    const { store, agenda } = openCluster({
      name: 'staging',
      machines,
      seed: 1,
      now: () => NOON_MS,
      held: true,
      pods: 2500,
      churnPerSecond: 50,
    });
    expect(store.list('core/pods')).toHaveLength(2500);
    const before = store.resourceVersion;
    const kinds = new Set<string>();
    store.subscribe(({ type }) => kinds.add(type));
    agenda.runUntil(NOON_MS + 10_000);
    expect(store.resourceVersion - before).toBeGreaterThanOrEqual(499);
    expect(store.resourceVersion - before).toBeLessThan(510);
    expect([...kinds].sort()).toEqual(['ADDED', 'DELETED', 'MODIFIED']);
    expect(store.list('core/pods')).toHaveLength(2500);
  });
});
