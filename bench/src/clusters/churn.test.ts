import { describe, expect, it } from 'vitest';
import { parsePod } from '../../../backend-proxy/src/parse/kube/pod.ts';
import type { KubeObject } from '../../../lab/src/kube/objectStore.ts';
import { MemoryStore } from '../../../lab/src/kube/store/memoryStore.ts';
import { Random } from '../../../lab/src/random.ts';
import { Churn } from './churn.ts';
import { fillCluster, PROBE } from './fillCluster.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

function filled(pods: number) {
  const store = new MemoryStore({ now: () => NOW_MS, seed: 1 });
  fillCluster(store, pods, NOW_MS);
  return store;
}
function rowOf(pod: KubeObject) {
  const row = parsePod(pod);
  if (!row.ok) throw new Error(row.error.line);
  return row.value;
}
const rowsOf = (store: MemoryStore) => store.list('core/pods').map(rowOf);

describe('fillCluster', () => {
  it('makes pods of about 4 KB with their nodes and deployments, and a probe', () => {
    const store = filled(100);
    const pods = store.list('core/pods');
    expect(pods).toHaveLength(101);
    expect(store.list('core/nodes')).toHaveLength(2);
    expect(store.list('apps/deployments')).toHaveLength(21);
    for (const pod of pods) expect(JSON.stringify(pod).length).toSatisfy((length: number) => length > 3500 && length < 5500);
    for (const row of rowsOf(store)) expect(row).toMatchObject({ reason: 'Running', ready: true, workload: { kind: 'Deployment' } });
  });
});

describe('Churn', () => {
  it('changes one object a step, keeps the number of pods and leaves the probe alone', () => {
    const store = filled(200);
    const changes: string[] = [];
    store.subscribe(({ type, object }) => changes.push(`${type} ${object.metadata.namespace ?? ''}`));
    const churn = new Churn(store, new Random('test'));
    for (let step = 0; step < 1000; step++) churn.step(NOW_MS + step * 20);
    expect(changes).toHaveLength(1000);
    for (const type of ['ADDED', 'MODIFIED', 'DELETED']) expect(changes.filter((one) => one.startsWith(type)).length).toBeGreaterThan(50);
    expect(changes.some((one) => one.endsWith(PROBE.namespace))).toBe(false);
    expect(Math.abs(store.list('core/pods').length - 201)).toBeLessThanOrEqual(1);
  });

  it('makes pods restart, lose readiness and wait for their containers', () => {
    const store = filled(50);
    const churn = new Churn(store, new Random('test'));
    const reasons = new Set<string>();
    store.subscribe(({ object }) => {
      const { phase, reason } = rowOf(object);
      reasons.add(`${phase} ${reason}`);
    });
    for (let step = 0; step < 400; step++) churn.step(NOW_MS + step * 20);
    const rows = rowsOf(store);
    expect(rows.some(({ restarts }) => restarts > 2)).toBe(true);
    expect(rows.some(({ ready }) => !ready)).toBe(true);
    expect([...reasons].sort()).toEqual(['Pending ContainerCreating', 'Running Running']);
  });

  it('does the same with the same seed', () => {
    const names = [filled(50), filled(50)].map((store) => {
      const churn = new Churn(store, new Random('same'));
      for (let step = 0; step < 200; step++) churn.step(NOW_MS);
      return store.list('core/pods').map(({ metadata }) => metadata.name);
    });
    expect(names[0]).toEqual(names[1]);
  });
});
