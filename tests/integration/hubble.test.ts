import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlowStore } from '../../backend-proxy/src/live/flows/flowStore.ts';
import { flowProblems } from '../../backend-proxy/src/live/flows/flowSource.ts';
import { toHubbleMessage } from '../../backend-proxy/src/parse/hubble/toHubbleMessage.ts';
import { fail, ok } from '../../backend-proxy/src/result.ts';
import type { FlowNews, HubblePod } from '../../backend-proxy/src/transport/hubble/hubble.ts';
import { openHubble } from '../../backend-proxy/src/transport/hubble/openHubble.ts';
import type { KubeApi } from '../../backend-proxy/src/transport/kube/kubeApi.ts';
import { openHubble as openLabHubble } from '../../lab/src/hubble/openHubble.ts';
import type { Hubble as LabHubble } from '../../lab/src/hubble/openHubble.ts';
import { demoStore } from '../../lab/src/hubble/testing.ts';

const RELAY: HubblePod = { name: 'hubble-relay-1', node: 'dev-worker1', ready: true, labels: { 'k8s-app': 'hubble-relay' } };
const AGENTS = ['dev-master', 'dev-worker1'].map((node): HubblePod => ({
  name: `cilium-${node}`,
  node,
  ready: true,
  labels: { 'k8s-app': 'cilium' },
}));
const QUICK = { statusMs: 200, deadlineMs: 2000, lookMs: 100, backoffMs: 50, backoffCapMs: 200 };

/** Waits until something holds; fails after `withinMs`. */
async function until(holds: () => boolean, withinMs = 20_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited ${withinMs} ms in vain: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let lab: LabHubble;
let stop: AbortController;
let followed: Followed[];

beforeEach(() => {
  lab = openLabHubble({ cluster: 'dev', store: demoStore(Date.now), seed: 1, now: Date.now });
  lab.set({ flowsPerSecond: 200 });
  stop = new AbortController();
  followed = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(followed.map(({ hubble }) => hubble.ended));
  lab.close();
});

/** The API server's two ways into pods, straight to the lab's Relay and agents. */
function apiOf(more: Partial<KubeApi> = {}): KubeApi & { readonly streams: Duplex[] } {
  const streams: Duplex[] = [];
  const unused = (): never => {
    throw new Error('not asked for by Hubble');
  };
  const gone = { kind: 'cluster_failed', target: 'dev', doing: 'forward', detail: 'nothing listens at 4245', advice: '' } as const;
  return {
    cluster: 'dev',
    endpoint: () => null,
    read: unused,
    create: unused,
    delete: unused,
    watch: unused,
    logs: unused,
    close: () => Promise.resolve(),
    forward: (_namespace, _pod, port) => {
      const stream = port === 4245 ? lab.connectRelay() : null;
      if (!stream) return Promise.resolve(fail(gone));
      streams.push(stream);
      return Promise.resolve(ok(stream));
    },
    exec: ({ name }, command, signal) => Promise.resolve(ok(linesOf(lab.observe(name.slice('cilium-'.length), command.slice(1), signal)))),
    ...more,
    streams,
  };
}
async function* linesOf(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const line of lines) yield Buffer.from(`${line}\n`);
}

interface Followed {
  readonly hubble: ReturnType<typeof openHubble>;
  readonly store: FlowStore;
  readonly news: FlowNews[];
}
function follow(pods: HubblePod[], api = apiOf(), mode: 'auto' | 'relay' | 'exec' = 'auto'): Followed {
  const store = new FlowStore('dev');
  const news: FlowNews[] = [];
  const onNews = (some: readonly FlowNews[]): void => {
    news.push(...some);
    store.apply(some, Date.now());
  };
  const hubble = openHubble(
    api,
    { mode, namespace: 'kube-system', listPods: () => pods, onNews, now: Date.now, times: QUICK },
    stop.signal,
  );
  followed.push({ hubble, store, news });
  return { hubble, store, news };
}
/** Flows that were read, by Hubble's own mark. */
const flowsOf = (news: readonly FlowNews[]): number[] =>
  news.flatMap((one) => (one.type === 'flow' && one.flow.key !== null ? [one.flow.key] : []));
const nodesOf = (news: readonly FlowNews[]): Set<string> => new Set(news.flatMap((one) => (one.type === 'flow' ? [one.flow.node] : [])));
const between = (news: readonly FlowNews[], fromMs: number, toMs: number): readonly FlowNews[] =>
  news.filter((one) => one.type === 'flow' && one.flow.atMs >= fromMs && one.flow.atMs <= toMs);
const links = (news: readonly FlowNews[]): unknown[] =>
  news.flatMap((one): unknown[] => (one.type === 'link' ? [one.connected] : one.type === 'healed' ? ['healed'] : []));

/** Flows that the lab's Hubble holds, by the marks it gave them. */
async function held(fromMs: number, toMs: number): Promise<number[]> {
  const since = new Date(fromMs).toISOString();
  const before = new Date(toMs + 1).toISOString();
  const keys: number[] = [];
  for (const { node } of AGENTS) {
    const argv = ['observe', '-o', 'jsonpb', '--since', since, '--until', before];
    for await (const line of lab.observe(node ?? '', argv)) {
      const message = toHubbleMessage(JSON.parse(line));
      if (message.ok && message.value?.type === 'flow' && message.value.flow.atMs <= toMs) keys.push(message.value.flow.key ?? 0);
    }
  }
  return keys;
}

describe('Hubble Relay', () => {
  it('brings flows of every node with who, what and why', async () => {
    const { hubble, store, news } = follow([RELAY]);
    await until(() => flowsOf(news).length > 300 && nodesOf(news).size > 1 && [...store.edges.values()].length > 3);
    expect(hubble.state()).toMatchObject({
      via: 'relay',
      phase: 'streaming',
      problem: null,
      malformed: 0,
      nodes: { reachable: 2, unavailable: [] },
    });
    const flows = news.flatMap((one) => (one.type === 'flow' ? [one.flow] : []));
    expect(nodesOf(news)).toEqual(new Set(['dev-master', 'dev-worker1']));
    expect(flows.some(({ source }) => source.workload === 'nginx-web' && source.namespace === 'demo')).toBe(true);
    expect(flows.some(({ verdict, dropReason }) => verdict === 'dropped' && dropReason !== null)).toBe(true);
  });

  it('goes on after a cut without a flow twice or a gap, and says that nothing is missing', async () => {
    const api = apiOf();
    const { hubble, news, store } = follow([RELAY], api);
    await until(() => flowsOf(news).length > 200);
    for (const stream of api.streams) stream.destroy();
    await until(() => links(news).includes('healed'));
    const healedMs = Date.now();
    await until(() => nodesOf(between(news, healedMs + 500, healedMs + 60_000)).size === 2);
    expect(links(news)).toEqual([true, false, true, 'healed']);
    expect(hubble.state()).toMatchObject({ phase: 'streaming', problem: null });
    const expected = (await held(healedMs - 2000, healedMs)).sort();
    expect(expected.length).toBeGreaterThan(30);
    expect(flowsOf(between(news, healedMs - 2000, healedMs)).sort()).toEqual(expected);
    const beganMs = store.coverage.firstMs ?? 0;
    expect(store.coverage.coveredMs(beganMs, healedMs)).toBe(healedMs - beganMs);
  });

  it('says that Relay is gone, and is back by itself when Relay is', async () => {
    const { hubble, news } = follow([RELAY]);
    await until(() => flowsOf(news).length > 20);
    lab.set({ gone: true });
    await until(() => hubble.state().phase === 'down');
    expect(hubble.state().problem).toMatchObject({ kind: 'hubble_failed', target: 'dev' });
    const before = flowsOf(news).length;
    lab.set({ gone: false });
    await until(() => flowsOf(news).length > before + 20);
    expect(hubble.state()).toMatchObject({ phase: 'streaming', problem: null });
    expect(new Set(flowsOf(news)).size).toBe(flowsOf(news).length);
  });

  it('is asked again when it could not be reached and its agents are closed to us', async () => {
    const api = apiOf();
    const unreachable = { kind: 'cluster_unreachable', target: 'dev', doing: 'forward', detail: 'connection refused', advice: '' } as const;
    const closed = { kind: 'cluster_forbidden', target: 'dev', doing: 'exec', detail: 'pods/exec is forbidden', advice: '' } as const;
    let isReached = false;
    let tries = 0;
    const { hubble, news } = follow([RELAY, ...AGENTS], {
      ...api,
      forward: (...asked) => {
        tries++;
        return isReached ? api.forward(...asked) : Promise.resolve(fail(unreachable));
      },
      exec: () => Promise.resolve(fail(closed)),
    });
    await until(() => hubble.state().via === 'exec' && hubble.state().phase === 'down');
    await until(() => tries > 6); // in rounds of three
    isReached = true;
    await until(() => flowsOf(news).length > 20);
    expect(hubble.state()).toMatchObject({ via: 'relay', phase: 'streaming', problem: null });
  });

  it('gives up a Relay that is silent', async () => {
    const silent = apiOf();
    const { hubble } = follow([RELAY], {
      ...silent,
      forward: async (...asked) => {
        const way = await silent.forward(...asked);
        if (way.ok) way.value.push = () => true; // nothing of what it says comes through
        return way;
      },
    });
    await until(() => hubble.state().phase === 'down');
    expect(hubble.state().problem?.detail).toContain('no answer to ServerStatus');
  });

  it('counts events that Hubble lost', async () => {
    const { store, news } = follow([RELAY]);
    await until(() => flowsOf(news).length > 20);
    lab.set({ loseNext: 50 });
    await until(() => news.some(({ type }) => type === 'lost'));
    const [problem] = flowProblems({ name: 'dev', flows: store, hubble: () => null }, Date.now());
    expect(problem).toMatchObject({ kind: 'flows_lost', target: 'dev' });
  });

  it('counts a storm of 5,000 flows a second whole while it reads a part', async () => {
    lab.set({ flowsPerSecond: 5000 });
    const { store, news } = follow([RELAY]);
    await until(() => news.some(({ type }) => type === 'tally'), 30_000);
    const from = news.length;
    const counts = (): { read: number; tallied: number } => {
      const since = news.slice(from);
      const tallied = since.reduce((sum, one) => (one.type === 'tally' ? sum + one.tally.count : sum), 0);
      return { read: since.filter(({ type }) => type === 'flow').length, tallied };
    };
    await until(() => counts().read + counts().tallied > 10_000, 40_000);
    const { read, tallied } = counts();
    expect(read).toBeLessThan(0.8 * (read + tallied));
    expect(flowProblems({ name: 'dev', flows: store, hubble: () => null }, Date.now()).map(({ kind }) => kind)).toContain('flows_sampled');
  });
});

describe('cilium agents', () => {
  it('are followed each where there is no Relay, and one that fails harms no other', async () => {
    const lines = apiOf();
    const refused = {
      kind: 'cluster_failed',
      target: 'dev',
      doing: 'exec',
      detail: 'container not found',
      advice: 'Look at the pod.',
    } as const;
    const { hubble, news } = follow(AGENTS, {
      ...lines,
      exec: (pod, command, signal) =>
        pod.name === 'cilium-dev-master' ? Promise.resolve(fail(refused)) : lines.exec(pod, command, signal),
    });
    await until(() => flowsOf(news).length > 100);
    expect(hubble.state()).toMatchObject({
      via: 'exec',
      phase: 'streaming',
      nodes: { reachable: 1, unavailable: ['dev-master'] },
      problem: { kind: 'hubble_failed', detail: 'container not found' },
    });
    expect(hubble.state().malformed).toBe(0);
  });

  it('are left for a Relay that appears, without a flow twice', async () => {
    const pods = [...AGENTS];
    const { hubble, news } = follow(pods);
    await until(() => flowsOf(news).length > 100);
    expect(hubble.state().via).toBe('exec');
    pods.push(RELAY);
    await until(() => hubble.state().via === 'relay' && hubble.state().phase === 'streaming');
    const before = flowsOf(news).length;
    await until(() => flowsOf(news).length > before + 50);
    expect(new Set(flowsOf(news)).size).toBe(flowsOf(news).length);
  });

  it('are missed in words where nobody can be asked', async () => {
    const clock = { nowMs: 0 };
    const options = {
      mode: 'auto',
      namespace: 'kube-system',
      listPods: () => [],
      onNews: () => undefined,
      now: () => clock.nowMs,
    } as const;
    const hubble = openHubble(apiOf(), options, stop.signal);
    expect(hubble.state()).toMatchObject({ phase: 'waiting', via: null, problem: null });
    clock.nowMs = 20_000;
    await until(() => hubble.state().problem !== null);
    expect(hubble.state().problem).toMatchObject({ kind: 'hubble_missing', detail: expect.stringContaining('k8s-app=hubble-relay') });
    stop.abort();
    await hubble.ended;
  });
});
