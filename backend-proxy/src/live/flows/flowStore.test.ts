import { describe, expect, it } from 'vitest';
import type { Flow } from '../../parse/hubble/flow.ts';
import type { FlowNews } from '../../transport/hubble/hubble.ts';
import { CONNECTIONS, DNS_FAILED, DNS_GOOD, FLOWS, HTTP_1XX } from './edge.ts';
import { FlowStore } from './flowStore.ts';
import { slotOf } from './slotRing.ts';
import { answerOf, endOf, flowOf } from './testing.ts';

const T = 1_700_000_000_000;
const SLOTS = [slotOf(T)];

function storeOf(flows: readonly Flow[], more: readonly FlowNews[] = []): FlowStore {
  const store = new FlowStore('dev');
  store.apply([{ type: 'link', connected: true, atMs: T }, ...flows.map((flow): FlowNews => ({ type: 'flow', flow })), ...more], T + 5000);
  return store;
}
const edgesOf = (store: FlowStore) =>
  [...store.edges.values()].map(({ source, destination, port, protocol, verdict, counts }) => ({
    edge: `${source.workload} > ${destination.workload}:${port} ${protocol} ${verdict}`,
    flows: counts.sum(SLOTS, FLOWS),
    connections: counts.sum(SLOTS, CONNECTIONS),
  }));

describe('FlowStore', () => {
  it('counts a connection once, though both nodes and both directions report it and its SYN is sent again', () => {
    const syn = flowOf(T, { tcpFlags: ['SYN'] });
    const synAck = answerOf(syn, { tcpFlags: ['SYN', 'ACK'] });
    const store = storeOf([
      syn,
      { ...syn, node: 'dev-worker2', direction: 'ingress' },
      synAck,
      { ...synAck, node: 'dev-worker2', reply: null },
      { ...syn, atMs: T + 1000 },
      flowOf(T + 1, { tcpFlags: ['ACK', 'PSH'] }),
      answerOf(flowOf(T + 2)),
    ]);
    expect(store.connectionsIn(SLOTS)).toBe(1);
    expect(edgesOf(store)).toEqual([{ edge: 'web > redis:6379 TCP forwarded', flows: 7, connections: 1 }]);
  });

  it('names a pod by its owner where the other node does not know it: by the watch, or as learnt at the pod’s own node', () => {
    const nameless = endOf('web-7f-x1', { pod: 'web-7f-x1', workloadKind: 'Pod', port: 40000 });
    const watched = new FlowStore('dev', (namespace, pod) =>
      pod === 'web-7f-x1' ? { kind: 'Deployment', name: `${namespace}-web` } : null,
    );
    watched.apply([{ type: 'flow', flow: flowOf(T, { source: nameless }) }], T);
    expect(watched.latest().latest[0]?.source).toMatchObject({ workload: 'demo-web', workloadKind: 'Deployment', pod: 'web-7f-x1' });
    const known = endOf('web', { pod: 'web-7f-x1' });
    const store = storeOf([flowOf(T, { source: known }), flowOf(T, { source: nameless })]);
    expect(edgesOf(store)).toMatchObject([{ edge: 'web > redis:6379 TCP forwarded', flows: 2 }]);
  });

  it('counts the next connection from another port, and one that is seen at its destination alone', () => {
    const outside = endOf('world', { namespace: null, address: '203.0.113.9', port: 5000 });
    const store = storeOf([
      flowOf(T, { tcpFlags: ['SYN'] }),
      flowOf(T, { tcpFlags: ['SYN'], source: endOf('web', { port: 40001 }) }),
      flowOf(T, { tcpFlags: ['SYN'], source: outside, direction: 'ingress', reply: null }),
    ]);
    expect(store.connectionsIn(SLOTS)).toBe(3);
  });

  it('counts a connection of the same ports again once a while has passed', () => {
    const store = storeOf([flowOf(T, { tcpFlags: ['SYN'] })]);
    for (const laterMs of [31_000, 62_000, 93_000])
      store.apply([{ type: 'flow', flow: flowOf(T + laterMs, { tcpFlags: ['SYN'] }) }], T + laterMs);
    expect([31_000, 62_000, 93_000].map((laterMs) => store.connectionsIn([slotOf(T + laterMs)]))).toEqual([0, 0, 1]);
  });

  it('opens no connection by a SYN that was dropped, and keeps why it was', () => {
    const drop = flowOf(T, { tcpFlags: ['SYN'], verdict: 'dropped', dropReason: 'POLICY_DENIED', policies: ['demo/deny'], reply: null });
    const store = storeOf([drop, drop]);
    expect(store.connectionsIn(SLOTS)).toBe(0);
    expect(store.flowsIn(SLOTS, 'dropped')).toBe(2);
    expect(store.dropsIn(SLOTS)).toEqual(new Map([['POLICY_DENIED', 2]]));
    expect([...store.edges.values()][0]).toMatchObject({ dropReason: 'POLICY_DENIED', policies: ['demo/deny'] });
  });

  it('folds no verdict into another', () => {
    const store = storeOf([flowOf(T), flowOf(T, { verdict: 'redirected' }), flowOf(T, { verdict: 'audit' })]);
    expect(edgesOf(store).map(({ edge }) => edge.split(' ').at(-1))).toEqual(['forwarded', 'redirected', 'audit']);
    expect(store.flowsIn(SLOTS, 'forwarded')).toBe(1);
  });

  it('counts HTTP answers by class and DNS failures for who was asked, requests not', () => {
    const request = flowOf(T, { protocol: 'HTTP', http: { method: 'GET', code: null, url: '/' } });
    const answer = (code: number): Flow => answerOf(request, { http: { method: 'GET', code, url: '/' }, latencyMs: 20 });
    const lookup = flowOf(T, { protocol: 'DNS', dns: { query: 'x.', code: null } });
    const store = storeOf([request, answer(200), answer(503), answer(504), lookup, answerOf(lookup, { dns: { query: 'x.', code: 3 } })]);
    const [http, dns] = [...store.edges.values()];
    expect(http?.destination.workload).toBe('redis');
    expect([1, 4].map((i) => http?.inside?.sum(SLOTS, HTTP_1XX + i))).toEqual([1, 2]);
    expect([DNS_GOOD, DNS_FAILED].map((i) => dns?.inside?.sum(SLOTS, i))).toEqual([0, 1]);
  });

  it('scales edges and connections up from a sample while totals by verdict count every flow', () => {
    const store = storeOf(
      [],
      [
        { type: 'flow', flow: flowOf(T, { tcpFlags: ['SYN'] }), weight: 5 },
        { type: 'tally', tally: { atMs: T, verdict: 'forwarded', dropReason: null, count: 4 } },
        { type: 'tally', tally: { atMs: T, verdict: 'dropped', dropReason: 'POLICY_DENIED', count: 2 } },
      ],
    );
    expect(store.flowsIn(SLOTS, 'forwarded')).toBe(5);
    expect(store.dropsIn(SLOTS)).toEqual(new Map([['POLICY_DENIED', 2]]));
    expect(edgesOf(store)).toEqual([{ edge: 'web > redis:6379 TCP forwarded', flows: 5, connections: 5 }]);
    expect(store.factorIn(SLOTS)).toBe(5);
  });

  it('counts lost events by where they were lost', () => {
    const store = storeOf([], [{ type: 'lost', lost: { atMs: T, node: 'n', source: 'HUBBLE_RING_BUFFER', count: 17 } }]);
    expect(store.lostIn(SLOTS)).toEqual(new Map([['HUBBLE_RING_BUFFER', 17]]));
    expect(store.lostIn([slotOf(T) + 1])).toEqual(new Map());
  });

  it('folds the quietest edges into one when there are too many, and loses no flow by it', () => {
    const store = storeOf(
      Array.from({ length: 2100 }, (_, i) => flowOf(T, { destination: endOf('redis', { port: 1000 + i }) })).concat(flowOf(T)),
    );
    const edges = edgesOf(store);
    expect(edges.length).toBeLessThanOrEqual(2001);
    expect(edges.reduce((sum, { flows }) => sum + flows, 0)).toBe(2101);
    expect(edges.find(({ edge }) => edge.startsWith('other'))?.flows).toBe(store.edges.folded);
    expect(store.flowsIn(SLOTS, 'forwarded')).toBe(2101);
  });

  it('keeps the latest 2,000 flows', () => {
    const store = storeOf(Array.from({ length: 2005 }, (_, i) => flowOf(T + i)));
    const { latest, isWhole } = store.latest();
    expect([latest.length, latest[0]?.atMs, latest.at(-1)?.atMs, isWhole]).toEqual([2000, T + 5, T + 2004, false]);
  });

  it('does not count what was before Hubble was first heard, nor let a clock from the future hide the present', () => {
    const store = storeOf([flowOf(T - 30_000), flowOf(T + 86_400_000), flowOf(T)]);
    expect(store.flowsIn([slotOf(T - 30_000)], 'forwarded')).toBe(0);
    expect(store.flowsIn(SLOTS, 'forwarded')).toBe(2);
    expect(store.latest().latest).toHaveLength(3);
  });
});
