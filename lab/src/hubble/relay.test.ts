import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { loadObserver } from './grpcService.ts';
import { openHubble } from './openHubble.ts';
import { NOON_MS, demoStore, node } from './testing.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

/** A relay behind a socket, as a port-forward gives it, and a client of it. The test beats itself. */
async function open() {
  const clock = { nowMs: NOON_MS };
  const beats = new Set<() => void>();
  const store = demoStore();
  const hubble = openHubble({
    cluster: 'dev',
    store,
    seed: 1,
    now: () => clock.nowMs,
    everyTick: (work) => {
      beats.add(work);
      return () => beats.delete(work);
    },
  });
  const dir = mkdtempSync(join(tmpdir(), 'hubble-'));
  const server = createServer((socket) => {
    const far = hubble.connectRelay();
    if (!far) {
      socket.destroy();
      return;
    }
    socket.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.pipe(far).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(join(dir, 'relay.sock'), resolve));
  const client = new Client(`unix://${join(dir, 'relay.sock')}`, credentials.createInsecure());
  closers.push(
    () => rmSync(dir, { recursive: true, force: true }),
    () => server.close(),
    () => hubble.close(),
    () => client.close(),
  );
  const service = loadObserver();
  const method = (name: string) => {
    const found = service[name];
    if (!found) throw new Error(`no method ${name}`);
    return found;
  };
  const ask = (name: string) =>
    new Promise<object>((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = method(name);
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, (error, value) => {
        if (error) reject(error);
        else resolve(value ?? {});
      });
    });
  const getFlows = (request: object) => {
    const { path, requestSerialize, responseDeserialize } = method('GetFlows');
    const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    const said = { answers: [] as object[], end: null as string | null };
    call.on('data', (answer: object) => said.answers.push(answer));
    call.on('error', (error) => (said.end = error.message));
    call.on('end', () => (said.end ??= 'end'));
    return { call, said };
  };
  const beat = (ms: number) => {
    clock.nowMs += ms;
    for (const each of beats) each();
  };
  return { hubble, store, beats, beat, ask, getFlows };
}

describe('a relay', () => {
  it('tells its nodes first, then the last flows of each, and ends', async () => {
    const { getFlows } = await open();
    const { said } = getFlows({ number: 3 });
    await expect.poll(() => said.end).toBe('end');
    expect(said.answers[0]).toMatchObject({
      node_status: { state_change: 'NODE_CONNECTED', node_names: ['dev/dev-master', 'dev/dev-worker1'] },
    });
    expect(said.answers.slice(1)).toHaveLength(6);
    expect(said.answers.at(-1)).toMatchObject({ flow: { IP: { ipVersion: 'IPv4' } } });
  });

  it('makes flows while somebody follows, and only then', async () => {
    const { getFlows, beats, beat } = await open();
    expect(beats.size).toBe(0);
    const { call, said } = getFlows({ follow: true });
    await expect.poll(() => said.answers.length).toBe(1);
    beat(3000);
    await expect.poll(() => said.answers.length).toBeGreaterThan(20);
    call.cancel();
    await expect.poll(() => beats.size).toBe(0);
  });

  it('names nodes that are not ready, at the start and when they stop', async () => {
    const { getFlows, beat, store, ask } = await open();
    const { said, call } = getFlows({ follow: true });
    await expect.poll(() => said.answers.length).toBe(1);
    store.put('core/nodes', node('dev-worker1', '192.168.64.6', false));
    beat(2000);
    await expect.poll(() => JSON.stringify(said.answers)).toContain('NODE_ERROR');
    const again = getFlows({ number: 1 });
    await expect.poll(() => again.said.end).toBe('end');
    expect(again.said.answers[1]).toMatchObject({ node_status: { state_change: 'NODE_UNAVAILABLE', node_names: ['dev/dev-worker1'] } });
    expect(await ask('ServerStatus')).toMatchObject({ num_connected_nodes: { value: 1 }, unavailable_nodes: ['dev/dev-worker1'] });
    call.cancel();
  });

  it('answers with its status, nodes and namespaces', async () => {
    const { ask } = await open();
    expect(await ask('ServerStatus')).toMatchObject({ max_flows: '8190', num_connected_nodes: { value: 2 }, flows_rate: 20 });
    expect(await ask('GetNodes')).toMatchObject({ nodes: [{ name: 'dev/dev-master', state: 'NODE_CONNECTED', max_flows: '4095' }, {}] });
    expect(await ask('GetNamespaces')).toMatchObject({ namespaces: [{ cluster: 'dev', namespace: 'demo' }, {}, {}] });
  });

  it('that is gone cuts who listens and lets nobody in', async () => {
    const { hubble, getFlows, beats } = await open();
    const { said } = getFlows({ follow: true });
    await expect.poll(() => said.answers.length).toBe(1);
    hubble.set({ gone: true });
    await expect.poll(() => said.end).toMatch(/UNAVAILABLE|CANCELLED|INTERNAL/);
    expect(hubble.connectRelay()).toBeNull();
    await expect.poll(() => beats.size).toBe(0);
  });

  it('refuses a filter that is none', async () => {
    const { getFlows } = await open();
    const { said } = getFlows({ whitelist: [{ protocol: ['quic'] }] });
    await expect.poll(() => said.end).toContain('unknown protocol: "quic"');
  });
});
