import { expect, it } from 'vitest';
import type { Flow } from '../../parse/hubble/flow.ts';
import { FlowRing } from './flowRing.ts';
import { endOf, flowOf } from './testing.ts';

const T = 1_700_000_000_000;

it('gives flows back as they came, what is not known too', () => {
  const flows: Flow[] = [
    flowOf(T, { key: 0, tcpFlags: ['SYN'], policies: ['demo/allow'], latencyMs: 0 }),
    flowOf(T + 1, {
      key: null,
      reply: null,
      direction: null,
      latencyMs: null,
      source: endOf('world', { namespace: null, workloadKind: null, pod: null, address: null, port: null, identity: null }),
      http: { method: 'GET', code: null, url: '/' },
    }),
    flowOf(T + 2, { verdict: 'dropped', dropReason: 'POLICY_DENIED', protocol: 'DNS', dns: { query: 'x.', code: 3 } }),
  ];
  const ring = new FlowRing(10);
  for (const flow of flows) ring.push(flow);
  expect(ring.list()).toEqual(flows);
  expect(ring.isWhole).toBe(true);
});

it('keeps the latest in their order, and says when one had to make room', () => {
  const ring = new FlowRing(3);
  const keeps: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    ring.push(flowOf(T + i));
    keeps.push([ring.list().map(({ atMs }) => atMs - T), ring.isWhole]);
  }
  expect(keeps).toEqual([
    [[0], true],
    [[0, 1], true],
    [[0, 1, 2], false],
    [[1, 2, 3], false],
    [[2, 3, 4], false],
  ]);
});
