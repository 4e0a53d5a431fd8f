import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { KubeApi } from '../../backend-proxy/src/transport/kube/kubeApi.ts';
import { metadataOf } from '../../backend-proxy/src/transport/kube/objectIdentity.ts';
import { openKubeApi } from '../../backend-proxy/src/transport/kube/openKubeApi.ts';
import { openControlPlane, type ControlPlane } from './controlPlane.ts';

const PROGRAM = process.env['KUBE_APISERVER'] ?? 'kube-apiserver';
const PATIENT = { timeoutMs: 60_000, signal: new AbortController().signal };
/** Connections that this process has made. */
let connections = 0;
const onSocket = (): void => void (connections += 1);

let plane: ControlPlane;
const apis: KubeApi[] = [];
beforeAll(async () => {
  plane = await openControlPlane(PROGRAM);
});
afterAll(() => plane?.close());
beforeEach(() => subscribe('net.client.socket', onSocket));
afterEach(async () => {
  unsubscribe('net.client.socket', onSocket);
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

async function open(flags: readonly string[] = []): Promise<KubeApi> {
  const { kubeconfig } = await plane.openApiServer(flags);
  connections = 0;
  const api = openKubeApi({ name: 'real', kubeconfig, context: null });
  apis.push(api);
  return api;
}

/** A watch from now on; how it ended: null while it is open. */
async function watch(api: KubeApi, path = '/api/v1/namespaces'): Promise<{ end: string | null; lines: string[] }> {
  const list = await api.read(path, { limit: '1' }, PATIENT);
  const version = list.ok ? metadataOf(list.value.body)?.['resourceVersion'] : undefined;
  const limits = { signal: PATIENT.signal, connectTimeoutMs: 60_000, idleMs: 600_000 };
  const opened = await api.watch(path, { resourceVersion: String(version) }, limits);
  if (!opened.ok) throw new Error(opened.error.problem.detail);
  const heard: { end: string | null; lines: string[] } = { end: null, lines: [] };
  void (async () => {
    for await (const line of opened.value) heard.lines.push(line);
  })().then(
    () => (heard.end = 'clean'),
    (error: unknown) => (heard.end = String(error)),
  );
  return heard;
}

it('a real API server’s watches and lists go over one connection', async () => {
  const api = await open();
  const watches = await Promise.all(['namespaces', 'pods', 'nodes', 'events'].map((kind) => watch(api, `/api/v1/${kind}`)));
  for (let page = 0; page < 20; page += 1) expect((await api.read('/api/v1/namespaces', { limit: '1' }, PATIENT)).ok).toBe(true);
  expect(watches.map(({ end }) => end)).toEqual([null, null, null, null]);
  expect(connections).toBe(1);
});

it('a real API server that says goodbye now and then (--goaway-chance) is asked over another connection, and no request fails', async () => {
  const api = await open(['--goaway-chance=0.02']);
  const kept = await watch(api);
  for (let round = 0; round < 30; round += 1) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.read('/api/v1/namespaces', { limit: '1' }, PATIENT)));
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.problem.detail]))).toEqual([]);
  }
  expect(connections).toBeGreaterThan(1);
  expect(kept.end).toBeNull();
  const named = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'late' } };
  expect((await api.create('/api/v1/namespaces', named, PATIENT)).ok).toBe(true);
  await expect.poll(() => kept.lines.at(-1)).toContain('"late"');
});
