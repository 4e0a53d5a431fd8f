import type { Flow, FlowEnd } from '../../parse/hubble/flow.ts';

export const endOf = (workload: string, more: Partial<FlowEnd> = {}): FlowEnd => ({
  namespace: 'demo',
  workload,
  workloadKind: 'Deployment',
  pod: `${workload}-0`,
  address: `10.0.0.${workload.length}`,
  port: null,
  identity: null,
  ...more,
});

/** A forwarded packet from `web` to port 6379 of `redis`. */
export const flowOf = (atMs: number, more: Partial<Flow> = {}): Flow => ({
  atMs,
  key: null,
  node: 'dev-worker1',
  verdict: 'forwarded',
  dropReason: null,
  policies: [],
  protocol: 'TCP',
  direction: 'egress',
  reply: false,
  tcpFlags: ['ACK'],
  source: endOf('web', { port: 40000 }),
  destination: endOf('redis', { port: 6379 }),
  http: null,
  dns: null,
  latencyMs: null,
  ...more,
});

/** The same flow as the other side sends it. */
export const answerOf = (flow: Flow, more: Partial<Flow> = {}): Flow => ({
  ...flow,
  reply: true,
  source: flow.destination,
  destination: flow.source,
  ...more,
});
