import { expect, it } from 'vitest';
import type { FlowNews } from '../../transport/hubble/hubble.ts';
import { FlowStore } from './flowStore.ts';
import { FlowSampler } from './flowSampler.ts';
import { answerOf, flowOf } from './testing.ts';

const T = 1_700_000_000_000;
const flows = (count: number, atMs: number, more = {}): FlowNews[] =>
  Array.from({ length: count }, () => ({ type: 'flow', flow: flowOf(atMs, more) }));
const link = (connected: boolean, atMs: number): FlowNews => ({ type: 'link', connected, atMs });
const valueOf = (sampler: FlowSampler, atMs: number) =>
  Object.fromEntries(
    sampler
      .sample(atMs)
      .map(({ metric, labels, value }) => [`${metric.slice('tart_flows_'.length)} ${Object.values(labels).join(' ')}`, value]),
  );

function heard(): { store: FlowStore; sampler: FlowSampler } {
  const store = new FlowStore('dev');
  const sampler = new FlowSampler(store);
  store.apply([link(true, T)], T);
  expect(sampler.sample(T)).toEqual([]);
  return { store, sampler };
}

it('gives rates over the interval, with a measured zero for what did not happen', () => {
  const { store, sampler } = heard();
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
  expect(valueOf(sampler, T + 5000)).toEqual({
    'per_second dev forwarded': 4.4,
    'per_second dev dropped': 1,
    'per_second dev audit': 3,
    'dropped_per_second dev POLICY_DENIED': 1,
    'connections_per_second dev': 0.2,
    'http_requests_per_second dev 5xx': 2,
    'lost_per_second dev OBSERVER_EVENTS_QUEUE': 2,
    'lost_per_second dev HUBBLE_RING_BUFFER': 0,
  });
  expect(valueOf(sampler, T + 10_000)).toMatchObject({ 'per_second dev forwarded': 0, 'per_second dev audit': 0 });
});

it('gives nothing while Hubble is not heard, and nothing for an interval with a break in it', () => {
  const { store, sampler } = heard();
  store.apply([link(false, T + 6000)], T + 6000);
  expect(sampler.sample(T + 10_000)).toEqual([]);
  store.apply([link(true, T + 20_000), ...flows(40, T + 21_000)], T + 21_000);
  expect(sampler.sample(T + 25_000)).toEqual([]);
  store.apply(flows(10, T + 26_000), T + 26_000);
  expect(valueOf(sampler, T + 30_000)['per_second dev forwarded']).toBe(2);
});

it('spreads flows that came after a break over the break, once nothing of it is missing', () => {
  const { store, sampler } = heard();
  store.apply(flows(5, T + 1000), T + 1000);
  expect(valueOf(sampler, T + 5000)['per_second dev forwarded']).toBe(1);
  store.apply([link(false, T + 5000), link(true, T + 15_000)], T + 15_000);
  store.apply([...flows(20, T + 8000), { type: 'healed', atMs: T + 15_000 }], T + 15_000);
  expect(valueOf(sampler, T + 25_000)['per_second dev forwarded']).toBe(1);
});

it('does not count flows of a break that stays a gap into the interval after it', () => {
  const { store, sampler } = heard();
  store.apply([link(false, T + 5000), link(true, T + 15_000), ...flows(100, T + 8000)], T + 15_000);
  sampler.sample(T + 16_000);
  store.apply(flows(9, T + 17_000), T + 17_000);
  expect(valueOf(sampler, T + 25_000)['per_second dev forwarded']).toBe(1);
});

it('gives a series the same labels each time, by which the history knows it', () => {
  const { store, sampler } = heard();
  store.apply(flows(1, T + 1000), T + 1000);
  const labels = () => new Set(sampler.sample((atMs += 5000)).map((sample) => sample.labels));
  let atMs = T;
  expect(labels()).toEqual(labels());
  expect([...labels()].every((one) => Object.isFrozen(one) && labels().has(one))).toBe(true);
});
