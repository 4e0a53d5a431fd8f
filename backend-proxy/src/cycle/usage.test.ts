import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { USAGE_PATHS } from '../collect/kube/resources.ts';
import { fail, ok } from '../result.ts';
import type { KubeApi, KubeFailure } from '../transport/kube/kubeApi.ts';
import { readUsage } from './usage.ts';

const recorded = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../fixtures/kube/${name}.json`, import.meta.url), 'utf8'));
const signal = new AbortController().signal;
function failure(status: number | null, kind: 'cluster_failed' | 'cluster_unreachable'): KubeFailure {
  return {
    problem: { kind, target: 'dev', doing: 'read', detail: 'what it said', advice: 'Look.' },
    status,
    reason: null,
    retryAfterMs: null,
  };
}
/** An API server that answers the two lists as given. */
const api = (read: KubeApi['read']): Pick<KubeApi, 'cluster' | 'read'> => ({ cluster: 'dev', read });

it('reads the use of nodes and pods', async () => {
  const answers = new Map([
    [USAGE_PATHS.nodes, recorded('nodeMetrics')],
    [USAGE_PATHS.pods, recorded('podMetrics')],
  ]);
  const usage = await readUsage(
    api((path) => Promise.resolve(ok({ body: [...answers].find(([key]) => key === path)?.[1], serverDateMs: null }))),
    signal,
  );
  expect(usage.ok && usage.value.nodes.length).toBeGreaterThan(0);
  expect(usage.ok && usage.value.pods.length).toBeGreaterThan(0);
});

it.each([
  [404, 'metrics_unavailable'],
  [503, 'metrics_unavailable'],
  [500, 'cluster_failed'],
  [null, 'cluster_failed'],
] as const)('takes an answer of %s for %s', async (status, kind) => {
  const usage = await readUsage(
    api(() => Promise.resolve(fail(failure(status, 'cluster_failed')))),
    signal,
  );
  expect(usage).toMatchObject({ ok: false, error: { kind, target: 'dev' } });
});

it('does not take another kind of answer for no use', async () => {
  const usage = await readUsage(
    api(() => Promise.resolve(ok({ body: { items: [{ metadata: {} }] }, serverDateMs: null }))),
    signal,
  );
  expect(usage).toMatchObject({ ok: false, error: { kind: 'metrics_unavailable' } });
});
