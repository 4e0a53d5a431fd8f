import { expect, it } from 'vitest';
import type { FlowNews } from '../../transport/hubble/hubble.ts';
import { FlowStore } from './flowStore.ts';
import { sampleFlows } from './sampleFlows.ts';
import { answerOf, flowOf } from './testing.ts';

const T = 1_700_000_000_000;
const flows = (count: number, atMs: number, more = {}): FlowNews[] =>
  Array.from({ length: count }, () => ({ type: 'flow', flow: flowOf(atMs, more) }));
const link = (connected: boolean, atMs: number): FlowNews => ({ type: 'link', connected, atMs });
const valueOf = (store: FlowStore, atMs: number) =>
  Object.fromEntries(
    sampleFlows(store, atMs).map(({ metric, labels, value }) => [
      `${metric.slice('tart_flows_'.length)} ${Object.values(labels).join(' ')}`,
      value,
    ]),
  );

function heard(): FlowStore {
  const store = new FlowStore('dev');
  store.apply([link(true, T)], T);
  expect(sampleFlows(store, T)).toEqual([]);
  return store;
}

it('gives rates over the interval, with a measured zero for what did not happen', () => {
  const store = heard();
  store.apply(
    [
      ...flows(20, T + 1000),
      ...flows(1, T + 1000, { tcpFlags: ['SYN'] }),
      ...flows(5, T + 2000, { verdict: 'dropped', dropReason: 'POLICY_DENIED' }),
      { type: 'flow', flow: answerOf(flowOf(T), { http: { method: 'GET', code: 503, url: '/' } }), weight: 10 },
      { type: 'tally', tally: { atMs: T, verdict: 'audit', dropReason: null, count: 15 } },
      { type: 'lost', lost: { atMs: T + 1, node: 'n', source: 'OBSERVER_EVENTS_QUEUE', count: 10 } },
    ],
    T + 2000,
  );
  expect(valueOf(store, T + 5000)).toEqual({
    'per_second dev forwarded': 4.4,
    'per_second dev dropped': 1,
    'per_second dev audit': 3,
    'dropped_per_second dev POLICY_DENIED': 1,
    'connections_per_second dev': 0.2,
    'http_requests_per_second dev 5xx': 2,
    'lost_per_second dev OBSERVER_EVENTS_QUEUE': 2,
    'lost_per_second dev HUBBLE_RING_BUFFER': 0,
  });
  expect(valueOf(store, T + 10_000)).toMatchObject({ 'per_second dev forwarded': 0, 'per_second dev audit': 0 });
});

it('gives nothing while Hubble is not heard, and nothing for an interval with a break in it', () => {
  const store = heard();
  store.apply([link(false, T + 6000)], T + 6000);
  expect(sampleFlows(store, T + 10_000)).toEqual([]);
  store.apply([link(true, T + 20_000), ...flows(40, T + 21_000)], T + 21_000);
  expect(sampleFlows(store, T + 25_000)).toEqual([]);
  store.apply(flows(10, T + 26_000), T + 26_000);
  expect(valueOf(store, T + 30_000)['per_second dev forwarded']).toBe(2);
});

it('spreads flows that came after a break over the break, once nothing of it is missing', () => {
  const store = heard();
  store.apply(flows(5, T + 1000), T + 1000);
  expect(valueOf(store, T + 5000)['per_second dev forwarded']).toBe(1);
  store.apply([link(false, T + 5000), link(true, T + 15_000)], T + 15_000);
  store.apply([...flows(20, T + 8000), { type: 'healed', atMs: T + 15_000 }], T + 15_000);
  expect(valueOf(store, T + 25_000)['per_second dev forwarded']).toBe(1);
});

it('does not count flows of a break that stays a gap into the interval after it', () => {
  const store = heard();
  store.apply([link(false, T + 5000), link(true, T + 15_000), ...flows(100, T + 8000)], T + 15_000);
  sampleFlows(store, T + 16_000);
  store.apply(flows(9, T + 17_000), T + 17_000);
  expect(valueOf(store, T + 25_000)['per_second dev forwarded']).toBe(1);
});
