import { describe, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { FlowsQuery } from '@tart-lab/contract/query.ts';
import type { Flow } from '../../parse/hubble/flow.ts';
import type { FlowNews, FlowSource, HubbleState } from '../../live/flows/flowSource.ts';
import { FlowStore } from '../../live/flows/flowStore.ts';
import { answerOf, endOf, flowOf } from '../../live/flows/testing.ts';
import { builtInEngine } from '../../history/builtIn.ts';
import { fail, ok } from '../../result.ts';
import type { FlowsDeps } from './flowsDeps.ts';
import { answerFlowsQuery } from './flowsQuery.ts';

/** Ten minutes of a slot's beginning, and flows in the last of them. */
const NOW = 1_700_000_010_000;
const FROM = NOW - 60_000;
const AT = NOW - 20_000;

const streaming: HubbleState = {
  via: 'relay',
  phase: 'streaming',
  sinceMs: FROM,
  lastMessageMs: NOW,
  nodes: { reachable: 2, unavailable: [] },
  version: '1.18.0',
  problem: null,
  malformed: 0,
  restarts: 0,
};

function sourceOf(flows: readonly Flow[], { name = 'dev', state = {}, news = [] as readonly FlowNews[], sinceMs = FROM } = {}): FlowSource {
  const store = new FlowStore(name);
  const heard = sinceMs > 0 ? [{ type: 'link', connected: true, atMs: sinceMs } as const] : [];
  store.apply([...heard, ...flows.map((flow): FlowNews => ({ type: 'flow', flow })), ...news], NOW);
  return { name, flows: store, hubble: () => ({ ...streaming, ...state }) };
}

async function ask(
  sources: readonly FlowSource[],
  query: object,
  more: { range?: object; deps?: Partial<FlowsDeps> } = {},
): Promise<Frame[]> {
  const deps: FlowsDeps = {
    now: () => NOW,
    rawMs: 86_400_000,
    intervalMs: () => 5000,
    flowSources: () => sources,
    engine: builtInEngine({ series: () => [], points: () => Promise.resolve(ok([])) }),
    ...more.deps,
  };
  const parsed = FlowsQuery.parse({ kind: 'flows', refId: 'A', ...query });
  const range = { fromMs: FROM, toMs: NOW, maxDataPoints: 1000, intervalMs: 1000, ...more.range };
  const answer = await answerFlowsQuery(parsed, range, deps, 'queries[0]');
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value;
}
const rowsOf = (frame: Frame | undefined): Record<string, unknown>[] =>
  (frame?.data.values[0] ?? []).map((_, row) =>
    Object.fromEntries((frame?.schema.fields ?? []).map(({ name }, i) => [name, frame?.data.values[i]?.[row]])),
  );
const noticesOf = ([frame]: Frame[]): string[] => frame?.schema.meta?.notices?.map(({ text }) => text) ?? [];

const http = (code: number, latencyMs: number): Flow =>
  answerOf(flowOf(AT, { protocol: 'HTTP', destination: endOf('api', { port: 80 }) }), {
    http: { method: 'GET', code, url: '/' },
    latencyMs,
  });
const drop = flowOf(AT, {
  verdict: 'dropped',
  dropReason: 'POLICY_DENIED',
  policies: ['demo/only-web'],
  source: endOf('k6', { namespace: 'load' }),
  tcpFlags: ['SYN'],
});
const flows = [
  ...Array.from({ length: 30 }, () => flowOf(AT)),
  flowOf(AT, { tcpFlags: ['SYN'] }),
  answerOf(flowOf(AT)),
  ...Array.from({ length: 6 }, () => drop),
  http(200, 20),
  http(503, 40),
];

describe('graph', () => {
  it('gives workloads as nodes with arcs by verdict, and edges with each verdict apart', async () => {
    const [nodes, edges] = await ask([sourceOf(flows)], {});
    expect([nodes?.schema.name, edges?.schema.name]).toEqual(['nodes', 'edges']);
    expect([nodes, edges].map((frame) => frame?.schema.meta?.preferredVisualisationType)).toEqual(['nodeGraph', 'nodeGraph']);
    expect(rowsOf(edges)).toMatchObject([
      { source: 'dev/demo/web', target: 'dev/demo/redis', mainstat: '0.533/s', color: '#73BF69', detail__ports: '6379/TCP' },
      { source: 'dev/demo/web', target: 'dev/demo/api', detail__http_errors: '50 %', secondarystat: 'p95 47.5 ms' },
      {
        source: 'dev/load/k6',
        target: 'dev/demo/redis',
        mainstat: '0.1/s dropped',
        secondarystat: 'POLICY_DENIED',
        color: '#F2495C',
        detail__policy: 'demo/only-web',
      },
    ]);
    const redis = rowsOf(nodes).find(({ title }) => title === 'redis');
    expect(redis).toMatchObject({
      subtitle: 'demo',
      arc__forwarded: 32 / 38,
      arc__dropped: 6 / 38,
      mainstat: '0.633/s',
      secondarystat: '−0.1/s',
    });
    expect(nodes?.schema.fields.find(({ name }) => name === 'arc__dropped')?.config).toMatchObject({ color: { fixedColor: '#F2495C' } });
    const ids = new Set(rowsOf(nodes).map(({ id }) => id));
    for (const { source, target } of rowsOf(edges)) expect(ids.has(source) && ids.has(target)).toBe(true);
  });

  it('cuts edges with the nodes that only they had, keeps drops among them, and says so', async () => {
    const many = Array.from({ length: 30 }, (_, i) => flowOf(AT, { destination: endOf(`svc${i}`, { port: 80 }) }));
    const frames = await ask([sourceOf([...many, ...many, drop])], { limit: 10 });
    expect(rowsOf(frames[1]).map(({ detail__verdict }) => detail__verdict)).toEqual([
      ...Array.from({ length: 9 }, () => 'Forwarded'),
      'Dropped',
    ]);
    expect(rowsOf(frames[0])).toHaveLength(12);
    expect(noticesOf(frames)).toEqual(['Showing the busiest 10 of 31 edges']);
  });

  it('makes no edge of what a workload says to itself', async () => {
    const [nodes, edges] = await ask([sourceOf([flowOf(AT, { destination: endOf('web', { port: 80 }) })])], {});
    expect(rowsOf(edges)).toEqual([]);
    expect(rowsOf(nodes)).toMatchObject([{ title: 'web', detail__self: '0.0167/s' }]);
  });
});

describe('filters', () => {
  it('holds where either end fits, and a namespace and a workload of one end', async () => {
    const source = sourceOf(flows);
    const edges = async (query: object) =>
      rowsOf((await ask([source], query))[1]).map((row) => `${String(row['source'])} ${String(row['target'])}`);
    expect(await edges({ namespaces: ['load'] })).toEqual(['dev/load/k6 dev/demo/redis']);
    expect(await edges({ workloads: ['re*'] })).toHaveLength(2);
    expect(await edges({ namespaces: ['load'], workloads: ['redis'] })).toEqual([]);
    expect(await edges({ verdicts: ['dropped'] })).toHaveLength(1);
    expect(await edges({ protocols: ['HTTP'] })).toEqual(['dev/demo/web dev/demo/api']);
    expect(await edges({ clusters: ['prod'] })).toEqual([]);
    await expect(ask([source], { workloads: ['/(/'] })).rejects.toThrow('queries[0].workloads[0]');
  });
});

describe('connections', () => {
  it('lists pairs with rates, drops, HTTP errors and latency; null where there is nothing to say', async () => {
    const lookup = flowOf(AT, { protocol: 'DNS', destination: endOf('coredns', { port: 53 }), dns: { query: 'x.', code: null } });
    const frames = await ask([sourceOf([...flows, lookup, answerOf(lookup, { dns: { query: 'x.', code: 3 } })])], { view: 'connections' });
    const rows = rowsOf(frames[0]);
    expect(rows[0]).toMatchObject({
      source: 'web',
      destination: 'redis',
      port: 6379,
      connections: 1 / 60,
      flows: 32 / 60,
      dropped: 0,
      http_errors: null,
    });
    expect(rows.find(({ source }) => source === 'k6')).toMatchObject({
      dropped: 0.1,
      drop_reason: 'POLICY_DENIED',
      policy: 'demo/only-web',
      connections: 0,
    });
    expect(rows.find(({ destination }) => destination === 'api')).toMatchObject({ protocol: 'HTTP', http_errors: 0.5, latency_p50: 25 });
    expect(rows.find(({ destination }) => destination === 'coredns')).toMatchObject({ connections: null, dns_failures: 1 });
  });
});

describe('list', () => {
  it('gives the newest flows first with what was seen inside', async () => {
    const frames = await ask([sourceOf([flowOf(AT - 1000), { ...http(503, 40), atMs: AT + 1 }, drop])], { view: 'list', limit: 2 });
    expect(rowsOf(frames[0])).toMatchObject([
      { time: AT + 1, cluster: 'dev', inside: 'GET / 503 in 40 ms', reply: true },
      { time: AT, verdict: 'dropped', source: 'k6', drop_reason: 'POLICY_DENIED', inside: 'SYN' },
    ]);
    expect(noticesOf(frames)).toEqual(['Showing the newest 2 of 3 flows']);
  });
});

describe('rates', () => {
  const rates = async (source: FlowSource, query: object = {}, more: Parameters<typeof ask>[2] = {}) => {
    const frames = await ask([source], { view: 'rates', ...query }, more);
    const lines: Record<string, unknown> = {};
    for (const { schema, data } of frames) lines[schema.fields[1]?.labels?.['verdict'] ?? ''] = data.values[1];
    return { frames, lines };
  };

  it('gives a line for each verdict, in slots of ten seconds', async () => {
    const { frames, lines } = await rates(sourceOf(flows));
    expect(lines).toEqual({ forwarded: [0, 0, 0, 0, 3.4], dropped: [0, 0, 0, 0, 0.6] });
    expect(frames[0]?.data.values[0]?.slice(0, 2)).toEqual([FROM, FROM + 10_000]);
    expect(frames[0]?.schema).toMatchObject({
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [{ name: 'Time' }, { config: { unit: 'cps' } }],
    });
  });

  it('has gaps where Hubble was not heard and where events were lost, and shows how many', async () => {
    const news: FlowNews[] = [
      { type: 'link', connected: false, atMs: FROM + 10_000 },
      { type: 'link', connected: true, atMs: FROM + 20_000 },
      { type: 'lost', lost: { atMs: AT, node: 'n', source: 'HUBBLE_RING_BUFFER', count: 20 } },
    ];
    const { frames, lines } = await rates(sourceOf(flows, { news }));
    expect(lines).toEqual({ forwarded: [0, null, 0, 0, null], dropped: [0, null, 0, 0, null], lost: [0, null, 0, 0, 2] });
    expect(noticesOf(frames)[0]).toContain('Hubble lost flow events (20 at HUBBLE_RING_BUFFER)');
  });

  it('narrows to edges, and folds slots to the points asked for', async () => {
    expect((await rates(sourceOf(flows), { workloads: ['api'] })).lines).toEqual({
      forwarded: [0, 0, 0, 0, 0.2],
      dropped: [0, 0, 0, 0, 0],
    });
    const { frames } = await rates(sourceOf(flows), {}, { range: { maxDataPoints: 2 } });
    expect(frames[0]?.data.values[0]).toEqual([FROM]);
  });

  it('asks history for a range of more than an hour, unless ends are asked for', async () => {
    const series = [{ id: 7, metric: 'tart_flows_per_second', labels: { cluster: 'dev', verdict: 'dropped' } }];
    const engine = builtInEngine({
      series: () => series,
      points: () => Promise.resolve(ok([{ series: 7, times: Float64Array.of(NOW - 7_200_000, NOW), values: Float64Array.of(1, 2) }])),
    });
    const more = { range: { fromMs: NOW - 7_200_000 }, deps: { engine } };
    expect((await rates(sourceOf(flows), {}, more)).lines['dropped']).toEqual([1, null, 2]);
    const narrowed = await rates(sourceOf(flows), { namespaces: ['demo'] }, more);
    expect(noticesOf(narrowed.frames)).toContain('Single flows and edges are kept for an hour: this is the last hour of the range');
  });

  describe('where the proxy began within the range', () => {
    const START = NOW - 30_000;
    const young = () => sourceOf(flows, { sinceMs: START });
    const engineOf = (firstMs: number) => {
      const series = [{ id: 7, metric: 'tart_flows_per_second', labels: { cluster: 'dev', verdict: 'dropped' } }];
      return builtInEngine({
        series: () => series,
        points: () => Promise.resolve(ok([{ series: 7, times: Float64Array.of(firstMs, START + 5000), values: Float64Array.of(1, 2) }])),
      });
    };

    it('asks history for what was before', async () => {
      const { lines, frames } = await rates(young(), {}, { deps: { engine: engineOf(FROM) } });
      expect(lines).toEqual({ dropped: [1, null, 2, null] });
      expect(frames[0]?.schema.fields[0]?.config?.['interval']).toBe(10_200);
      expect(noticesOf(frames)).toEqual([]);
    });

    it('answers from memory where history reaches no further back, and says so where it matters', async () => {
      const more = { range: { fromMs: NOW - 600_000 }, deps: { engine: engineOf(START) } };
      const { lines, frames } = await rates(young(), { verdicts: ['dropped'] }, more);
      expect((lines['dropped'] as unknown[]).slice(-4)).toEqual([null, null, 0, 0.6]);
      expect(noticesOf(frames)).toEqual(['dev: single flows and edges are known since this proxy first heard Hubble, 30 s ago']);
    });

    it('answers from memory with a warning where history fails', async () => {
      const gone = { kind: 'history_failed', target: 'x', doing: 'read history', detail: 'no answer', advice: '' } as const;
      const engine = { ...engineOf(FROM), series: () => Promise.resolve(fail(gone)) };
      const { lines, frames } = await rates(young(), {}, { deps: { engine } });
      expect(Object.keys(lines)).toEqual(['forwarded', 'dropped']);
      expect(noticesOf(frames)).toEqual(["Flows from before the proxy's start: no answer"]);
    });

    it('says of edges since when they are known', async () => {
      const frames = await ask([young()], {}, { range: { fromMs: NOW - 600_000 } });
      expect(noticesOf(frames)).toEqual(['dev: single flows and edges are known since this proxy first heard Hubble, 30 s ago']);
    });
  });
});

describe('notices', () => {
  it('says why there are no flows and what to do', async () => {
    const problem = { kind: 'hubble_missing', target: 'dev', doing: 'find Hubble', detail: 'no pod', advice: 'Turn on Hubble.' } as const;
    const source = sourceOf([], { sinceMs: 0, state: { phase: 'waiting', via: null, problem, lastMessageMs: null } });
    expect(noticesOf(await ask([source], {}))).toEqual(['dev: no pod. Turn on Hubble.']);
    expect(noticesOf(await ask([{ ...source, hubble: () => null }], {}))).toEqual(['dev: flows are not asked for (hubble: off)']);
    expect(noticesOf(await ask([], {}))).toEqual(['No cluster matches the selection']);
  });

  it('names nodes whose flows do not come, sampling, and a range that is too old', async () => {
    const weighty: FlowNews = { type: 'flow', flow: flowOf(AT), weight: 8 };
    const source = sourceOf([], { state: { nodes: { reachable: 1, unavailable: ['dev-worker1'] } }, news: [weighty] });
    const notices = noticesOf(await ask([source], {}));
    expect(notices[0]).toBe('dev: no flows from dev-worker1');
    expect(notices[1]).toContain('up to one in 8 was read whole');
    const old = await ask([source], {}, { range: { fromMs: NOW - 9_000_000, toMs: NOW - 8_000_000 } });
    expect(noticesOf(old)).toEqual(['Single flows and edges are kept for an hour; this range is older']);
  });

  it('says when nothing fits', async () => {
    expect(noticesOf(await ask([sourceOf(flows)], { workloads: ['nobody'] }))).toEqual(['No flow fits the selection in this range']);
  });
});

describe('filters', () => {
  const talk = async (...filters: object[]): Promise<unknown[]> => {
    const [, edges] = await ask([sourceOf(flows)], { filters });
    return rowsOf(edges).map(({ source, target }) => `${String(source)} > ${String(target)}`);
  };

  it('want one end to fit, and neither to be what must not be', async () => {
    expect(await talk({ key: 'namespace', operator: '=', values: ['load'] })).toEqual(['dev/load/k6 > dev/demo/redis']);
    const rest = await talk({ key: 'namespace', operator: '!=', values: ['load'] });
    expect(rest).toEqual(['dev/demo/web > dev/demo/redis', 'dev/demo/web > dev/demo/api']);
    expect(await talk({ key: 'workload', operator: '!=', values: ['web', 'k6'] })).toEqual([]);
  });

  it('know cluster, verdict and protocol, and say what they do not know', async () => {
    expect(await talk({ key: 'cluster', operator: '!=', values: ['dev'] })).toEqual([]);
    expect(await talk({ key: 'verdict', operator: '!=', values: ['forwarded'] })).toEqual(['dev/load/k6 > dev/demo/redis']);
    expect(await talk({ key: 'protocol', operator: '=', values: ['HTTP'] })).toEqual(['dev/demo/web > dev/demo/api']);
    expect(noticesOf(await ask([sourceOf(flows)], { filters: [{ key: 'vm', operator: '=', values: ['x'] }] }))).toContain(
      'The filter on vm does not apply to flows',
    );
  });
});
