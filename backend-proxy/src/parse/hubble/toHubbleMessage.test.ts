import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Flow, HubbleMessage } from './flow.ts';
import { keyOfText } from './glance.ts';
import { toHubbleMessage } from './toHubbleMessage.ts';

const lines = readFileSync(new URL('../../../fixtures/hubble/observe.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const objects = lines.map((line): unknown => JSON.parse(line));

function read(object: unknown): HubbleMessage | null {
  const message = toHubbleMessage(object);
  if (!message.ok) throw new Error(message.error.line);
  return message.value;
}
function flowOf(object: unknown): Flow {
  const message = read(object);
  if (message?.type !== 'flow') throw new Error('no flow');
  return message.flow;
}
const flows = objects.slice(0, 16).map(flowOf);
const withFlow = (more: object): Flow => flowOf({ flow: { time: '2026-10-01T08:00:00Z', ...more }, node_name: 'dev/n' });

describe('toHubbleMessage', () => {
  it('reads ends, ports, flags, policy and node of a TCP flow', () => {
    expect(flows[0]).toEqual({
      atMs: Date.parse('2026-10-01T08:15:40.100Z'),
      key: keyOfText('00000001-0000-4000-8000-000000000000', 0, 36),
      node: 'dev-worker1',
      verdict: 'forwarded',
      dropReason: null,
      policies: ['demo/allow-redis'],
      protocol: 'TCP',
      direction: 'egress',
      reply: false,
      tcpFlags: ['SYN'],
      source: {
        namespace: 'demo',
        workload: 'nginx-web',
        workloadKind: 'Deployment',
        pod: 'nginx-web-6d4f-abcde',
        address: '10.20.1.5',
        port: 40112,
        identity: 23311,
      },
      destination: {
        namespace: 'demo',
        workload: 'redis',
        workloadKind: 'StatefulSet',
        pod: 'redis-0',
        address: '10.20.1.9',
        port: 6379,
        identity: 40112,
      },
      http: null,
      dns: null,
      latencyMs: null,
    });
  });

  it('keeps every verdict apart, and a missing or later one unknown', () => {
    expect([...new Set(flows.map(({ verdict }) => verdict))]).toEqual([
      'forwarded',
      'dropped',
      'redirected',
      'audit',
      'traced',
      'translated',
      'error',
      'unknown',
    ]);
    expect(withFlow({ verdict: 'TELEPORTED' }).verdict).toBe('unknown');
    expect(withFlow({ verdict: 5 }).verdict).toBe('redirected');
  });

  it('says why and by which policy a flow was dropped', () => {
    expect(flows[2]).toMatchObject({ verdict: 'dropped', dropReason: 'POLICY_DENIED', policies: ['demo/redis-only-web'], reply: null });
    expect(withFlow({ verdict: 'DROPPED', drop_reason: 181 }).dropReason).toBe('POLICY_DENY');
    expect(withFlow({ verdict: 'DROPPED' }).dropReason).toBe('DROP_REASON_UNKNOWN');
    expect(withFlow({ verdict: 'DROPPED', drop_reason_desc: 999 }).dropReason).toBe('REASON_999');
  });

  it('reads HTTP: no code in a request, code and latency in an answer', () => {
    expect(flows[4]).toMatchObject({ protocol: 'HTTP', http: { method: 'GET', code: null, url: 'http://nginx-web/' }, latencyMs: null });
    expect(flows[5]).toMatchObject({ protocol: 'HTTP', http: { code: 503 }, latencyMs: 1.834211, reply: true });
  });

  it('reads DNS: the code that is left out of an answer is no error, of a request unknown', () => {
    expect(flows.slice(6, 9).map(({ protocol, dns }) => [protocol, dns?.code])).toEqual([
      ['DNS', null],
      ['DNS', 0],
      ['DNS', 3],
    ]);
  });

  it('names ends that are no pods by DNS name, reserved identity or address', () => {
    expect(flows[9]?.destination).toMatchObject({ workload: 'api.github.com', workloadKind: null, namespace: null });
    expect(flows[10]?.source.workload).toBe('world');
    expect(flows[11]?.destination.workload).toBe('kube-apiserver');
    expect(flows[12]?.destination).toMatchObject({ workload: '10.96.0.10', identity: null });
    expect(flows[15]?.source.workload).toBe('host');
    expect(withFlow({ source: { identity: 6 } }).source.workload).toBe('remote-node');
    expect(withFlow({ source: { identity: 10 } }).source.workload).toBe('world');
    expect(withFlow({}).source.workload).toBe('unknown');
    expect(flows[2]?.source).toMatchObject({ workload: 'k6-runner', workloadKind: 'Pod' });
  });

  it('reads ICMP, Kafka and what has no layer 4', () => {
    expect(flows[15]).toMatchObject({ protocol: 'ICMP', node: 'dev-master', destination: { port: null } });
    expect(flows[14]?.protocol).toBe('Kafka');
    expect(withFlow({}).protocol).toBe('other');
  });

  it('reads what a decoder of the protobuf gives: camelCase, numbers for enums, wrapped booleans, seconds', () => {
    const flow = flowOf({
      flow: {
        time: { seconds: '1790000000', nanos: 250_000_000 },
        verdict: 2,
        dropReasonDesc: 133,
        isReply: {},
        trafficDirection: 2,
        source: { podName: 'a', namespace: 'x' },
        destinationNames: ['example.org'],
        ingressDeniedBy: [{ name: 'deny' }],
        l4: { TCP: { sourcePort: 1, destinationPort: 2 } },
        l7: { type: 2, latencyNs: '5000000', http: { code: 200 } },
      },
      nodeName: 'dev/n1',
    });
    expect(flow).toMatchObject({
      atMs: 1_790_000_000_250,
      node: 'n1',
      dropReason: 'POLICY_DENIED',
      reply: false,
      direction: 'egress',
      policies: ['deny'],
      latencyMs: 5,
      source: { pod: 'a', port: 1 },
      destination: { workload: 'example.org', port: 2 },
    });
  });

  it('reads lost events and the state of nodes', () => {
    const atMs = Date.parse('2026-10-01T08:15:43Z');
    expect(read(objects[16])).toEqual({ type: 'lost', lost: { atMs, node: 'dev-worker1', source: 'HUBBLE_RING_BUFFER', count: 17 } });
    expect(read(objects[17])).toEqual({
      type: 'nodes',
      state: 'NODE_UNAVAILABLE',
      nodes: ['dev-master', 'dev-worker1'],
      message: 'connection refused',
    });
  });

  it('passes over answers that hold nothing to show, and refuses what is no answer', () => {
    expect(read({ agent_event: {}, node_name: 'dev/n', time: '2026-10-01T08:15:43Z' })).toBeNull();
    for (const bad of [null, 'text', [], {}, { flow: { verdict: 'DROPPED' } }, { flow: { time: 'yesterday' } }])
      expect(toHubbleMessage(bad)).toMatchObject({ ok: false, error: { format: 'GetFlowsResponse' } });
  });
});
