import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, numberAt, recordsAt, textAt } from './fields.ts';
import { fixtureStore } from './fixture/fixtureStore.ts';
import { ask, openWatch, tokenOf } from './fixture/testClient.ts';
import { type KubeServer, openKubeApi } from './openKubeApi.ts';
import type { MemoryStore } from './store/memoryStore.ts';

const NOON_MS = Date.UTC(2026, 2, 10, 12);
const READER = { namespace: 'tart-lab', name: 'reader' };
const PODS = '/api/v1/namespaces/demo/pods';

let dir: string;
let store: MemoryStore;
let server: KubeServer;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kube-api-'));
  store = fixtureStore(NOON_MS);
  server = await openKubeApi({ name: 'dev', dir, store, now: () => NOON_MS, serviceAccounts: [READER], bookmarkEveryMs: 20 });
});
afterEach(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const namesOf = (list: unknown) => recordsAt(list, 'items').map((each) => textAt(each, 'metadata', 'name'));
const typesOf = (events: readonly unknown[]) => events.map((each) => textAt(each, 'type')).filter((type) => type !== 'BOOKMARK');
const changePod = (labels: Record<string, string>) => {
  const [pod] = store.list('core/pods', 'demo');
  if (!pod) throw new Error('the fixture has pods');
  return store.put('core/pods', { ...pod, metadata: { ...pod.metadata, labels } });
};

describe('who asks', () => {
  it('is refused with 401 for a token that nobody has, and is nobody without one', async () => {
    expect((await ask(server, PODS, { token: 'no-such-token' })).status).toBe(401);
    const anonymous = await ask(server, PODS, { token: null });
    expect(anonymous.status).toBe(403);
    expect(textAt(anonymous.json, 'message')).toContain('User "system:anonymous" cannot list resource "pods"');
    expect((await ask(server, '/readyz', { token: null })).text).toBe('ok');
  });

  it('may do what a ClusterRole of the store says, and nothing more', async () => {
    const token = tokenOf(server, READER);
    const refused = await ask(server, '/api/v1/pods', { token });
    expect(textAt(refused.json, 'message')).toBe(
      'pods is forbidden: User "system:serviceaccount:tart-lab:reader" cannot list resource "pods" in API group "" at the cluster scope',
    );
    const rbac = 'rbac.authorization.k8s.io';
    const rules = [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }];
    store.put(`${rbac}/clusterroles`, { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'reader' }, rules });
    store.put(`${rbac}/clusterrolebindings`, {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', ...READER }],
      roleRef: { kind: 'ClusterRole', name: 'reader' },
    });
    expect((await ask(server, '/api/v1/pods', { token })).status).toBe(200);
    expect((await ask(server, '/api/v1/pods?watch=true', { token })).status).toBe(403);
    const review = { spec: { resourceAttributes: { verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'demo' } } };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const answer = await ask(server, path, { method: 'POST', body: review, token });
    expect([answer.status, at(answer.json, 'status', 'allowed')]).toEqual([201, false]);
  });

  it('has to log in again after tokens were renewed', async () => {
    const before = tokenOf(server);
    server.renewTokens();
    expect((await ask(server, PODS, { token: before })).status).toBe(401);
    expect((await ask(server, PODS)).status).toBe(200);
  });
});

describe('lists', () => {
  it('come in pages of one version, whatever changes meanwhile, until that is compacted', async () => {
    const first = await ask(server, `${PODS}?limit=1`);
    expect(namesOf(first.json)).toEqual(['web-5d4f8c7b9-aaaaa']);
    expect(numberAt(first.json, 'metadata', 'remainingItemCount')).toBe(1);
    store.remove('core/pods', 'web-5d4f8c7b9-bbbbb', 'demo');
    const next = `${PODS}?limit=1&continue=${textAt(first.json, 'metadata', 'continue')}`;
    const second = await ask(server, next);
    expect(namesOf(second.json)).toEqual(['web-5d4f8c7b9-bbbbb']);
    expect(at(second.json, 'metadata')).toEqual({ resourceVersion: textAt(first.json, 'metadata', 'resourceVersion') });
    server.compact();
    const late = await ask(server, next);
    expect([late.status, textAt(late.json, 'reason')]).toEqual([410, 'Expired']);
  });

  it('are selected by labels and fields, and have no kind in their items', async () => {
    const query = new URLSearchParams({ labelSelector: 'app in (web,db),!old', fieldSelector: 'spec.nodeName=dev-worker1' });
    const { json } = await ask(server, `/api/v1/pods?${query.toString()}`);
    expect(namesOf(json)).toEqual(['web-5d4f8c7b9-bbbbb']);
    expect(at(json, 'items', 0, 'kind')).toBeUndefined();
    expect(textAt(json, 'kind')).toBe('PodList');
  });

  it('are compressed when they are large and the client takes it', async () => {
    for (let index = 0; index < 200; index++) {
      const data = { text: 'x'.repeat(1000) };
      store.put('core/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}`, namespace: 'demo' }, data });
    }
    const path = '/api/v1/configmaps';
    const plain = await ask(server, path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const zipped = await ask(server, path, { headers: { 'accept-encoding': 'gzip' } });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(Number(zipped.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']) / 10);
  });
});

describe('watches', () => {
  it('tell what was missed and what comes, and what enters and leaves a selection', async () => {
    const then = store.resourceVersion;
    changePod({ app: 'web', tier: 'a' });
    const all = await openWatch(server, `${PODS}?watch=true&resourceVersion=${then}`);
    const some = await openWatch(server, `${PODS}?watch=true&resourceVersion=${then}&labelSelector=tier%3Da`);
    changePod({ app: 'web', tier: 'b' });
    store.remove('core/pods', 'web-5d4f8c7b9-aaaaa', 'demo');
    await vi.waitFor(() => expect(typesOf(all.events)).toEqual(['MODIFIED', 'MODIFIED', 'DELETED']));
    await vi.waitFor(() => expect(typesOf(some.events)).toEqual(['ADDED', 'DELETED']));
    expect(textAt(all.events[2], 'object', 'metadata', 'resourceVersion')).toBe(String(store.resourceVersion));
    all.stop();
    some.stop();
    await vi.waitFor(() => expect(server.openWatches()).toBe(0));
  });

  it('give bookmarks to who asks for them, and end at their timeout', async () => {
    const quiet = await openWatch(server, `${PODS}?watch=true&resourceVersion=${store.resourceVersion}&allowWatchBookmarks=true`);
    await vi.waitFor(() => expect(textAt(quiet.events[0], 'type')).toBe('BOOKMARK'));
    expect(textAt(quiet.events[0], 'object', 'metadata', 'resourceVersion')).toBe(String(store.resourceVersion));
    quiet.stop();
    const short = await openWatch(server, `${PODS}?watch=true&resourceVersion=${store.resourceVersion}&timeoutSeconds=0.05`);
    await vi.waitFor(() => expect(short.ended()).toBe('whole'));
  });

  it('begin with what is there when asked without a version, and mark the end of it', async () => {
    const watch = await openWatch(server, `${PODS}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true`);
    await vi.waitFor(() => expect(watch.events.length).toBeGreaterThan(2));
    expect(watch.events.slice(0, 3).map((each) => textAt(each, 'type'))).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
    expect(textAt(watch.events[2], 'object', 'metadata', 'annotations', 'k8s.io/initial-events-end')).toBe('true');
    watch.stop();
  });

  it('from before a compaction get 410, as an event or as a status', async () => {
    const then = store.resourceVersion;
    server.compact();
    const path = `${PODS}?watch=true&resourceVersion=${then}`;
    const watch = await openWatch(server, path);
    await vi.waitFor(() => expect(watch.ended()).toBe('whole'));
    expect([watch.status, textAt(watch.events[0], 'type'), numberAt(watch.events[0], 'object', 'code')]).toEqual([200, 'ERROR', 410]);
    await server.set({ goneAs: 'status' });
    expect((await ask(server, path)).status).toBe(410);
  });
});

describe('what can be wrong with it', () => {
  it('refuses connections while gone, and comes back on its port', async () => {
    const watch = await openWatch(server, `${PODS}?watch=true`);
    await server.set({ gone: true });
    await vi.waitFor(() => expect(watch.ended()).toBe('cut'));
    await expect(ask(server, PODS)).rejects.toThrow('ECONNREFUSED');
    await server.set({ gone: false });
    expect((await ask(server, PODS)).status).toBe(200);
  });

  it('falls silent on watches without ending them; later ones speak again', async () => {
    const watch = await openWatch(server, `${PODS}?watch=true&resourceVersion=${store.resourceVersion}&allowWatchBookmarks=true`);
    await vi.waitFor(() => expect(watch.events.length).toBeGreaterThan(0));
    await server.set({ silentWatches: true });
    changePod({ app: 'web', n: '1' });
    await server.set({ silentWatches: false });
    const later = await openWatch(server, `${PODS}?watch=true&resourceVersion=${store.resourceVersion - 1}`);
    await vi.waitFor(() => expect(typesOf(later.events)).toEqual(['MODIFIED']));
    expect([typesOf(watch.events), watch.ended()]).toEqual([[], undefined]);
    watch.stop();
    later.stop();
  });

  it('cuts watches, and ends them with 410 when told so', async () => {
    const cut = await openWatch(server, `${PODS}?watch=true`);
    server.cutWatches();
    await vi.waitFor(() => expect(cut.ended()).toBe('cut'));
    const ended = await openWatch(server, `${PODS}?watch=true`);
    server.compact({ endWatches: true });
    await vi.waitFor(() => expect(ended.ended()).toBe('whole'));
    expect(numberAt(ended.events.at(-1), 'object', 'code')).toBe(410);
  });

  it('fails so many requests with 429 or 500, and all while tokens have expired', async () => {
    await server.set({ failing: { status: 429, requests: 1, retryAfterSeconds: 7 } });
    const throttled = await ask(server, PODS);
    expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '7']);
    expect((await ask(server, PODS)).status).toBe(200);
    await server.set({ failing: { status: 500, requests: 'all' } });
    expect((await ask(server, PODS)).status).toBe(500);
    await server.set({ failing: null, expiredTokens: true });
    expect((await ask(server, PODS)).status).toBe(401);
  });

  it('cuts a list in its body, once', async () => {
    await server.set({ cutLists: 1 });
    await expect(ask(server, PODS)).rejects.toThrow();
    expect((await ask(server, PODS)).status).toBe(200);
  });

  it('spoils objects, answers web pages, is ahead of time', async () => {
    await server.set({ malformedEvery: 2 });
    expect(at((await ask(server, PODS)).json, 'items', 1, 'metadata')).toBeNull();
    await server.set({ malformedEvery: 0, clockSkewMs: 90_000 });
    expect((await ask(server, PODS)).headers.date).toBe(new Date(NOON_MS + 90_000).toUTCString());
    await server.set({ html: true });
    const page = await ask(server, PODS);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });

  it('shows the certificate of another authority', async () => {
    await server.set({ otherAuthority: true });
    await expect(ask(server, PODS)).rejects.toThrow(/certificate/);
    await server.set({ otherAuthority: false });
    expect((await ask(server, PODS)).status).toBe(200);
  });

  it('has no usage while metrics are down', async () => {
    expect((await ask(server, '/apis/metrics.k8s.io/v1beta1/nodes')).status).toBe(503);
  });
});
