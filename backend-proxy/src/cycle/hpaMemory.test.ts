import { expect, it } from 'vitest';
import { clusterOf, NOW } from '../testingClusters.ts';
import { HpaMemory } from './hpaMemory.ts';

const { hpas } = clusterOf().view;
const KEY = 'demo/nginx-web';
/** The recorded HPA with other numbers and no words of the controller: CPU as a ratio of its request. */
function at(cpu: number, replicas: number): typeof hpas {
  const hpa = hpas.get(KEY);
  if (!hpa) throw new Error(`${KEY} is not recorded`);
  const metrics = hpa.metrics.map((metric) => ({ ...metric, current: cpu }));
  return new Map([[KEY, { ...hpa, metrics, current: replicas, desired: replicas, conditions: [] }]]);
}

it('explains a step down that an earlier recommendation holds back, because it remembers it', () => {
  const memory = new HpaMemory();
  memory.explain(at(0.6, 6), NOW);
  const later = memory.explain(at(0.1, 6), NOW + 60_000).get(KEY);
  expect(later).toMatchObject({ heldBy: 'stabilization' });
  expect(later?.heldUntilMs).toBeGreaterThan(NOW + 60_000);
});

it('forgets an HPA that is gone, and what is older than any window', () => {
  const memory = new HpaMemory();
  memory.explain(at(0.6, 6), NOW);
  expect(memory.explain(new Map(), NOW + 5000).size).toBe(0);
  const again = new HpaMemory();
  again.explain(at(0.6, 6), NOW);
  expect(again.explain(at(0.1, 6), NOW + 2 * 3_600_000).get(KEY)?.heldBy).not.toBe('stabilization');
});
