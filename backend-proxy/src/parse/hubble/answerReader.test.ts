import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ParseFailure, Result } from '../../result.ts';
import { AnswerReader } from './answerReader.ts';
import type { HubbleMessage } from './flow.ts';
import { cutRecording, encodeAnswer, encodeLine, methodOf } from './testing/observer.ts';
import { toHubbleMessage } from './toHubbleMessage.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/hubble/${name}`, import.meta.url));
const lines = fixture('observe.jsonl').toString('utf8').trimEnd().split('\n');
const recorded = cutRecording(fixture('relay.bin'));

type Read = Result<HubbleMessage | null, ParseFailure>;

/** As protobufjs reads it, by way of an object in JSON's shape. */
const byProtobufjs = (bytes: Buffer): Read => toHubbleMessage(methodOf('GetFlows').responseDeserialize(bytes));
function bySelf(bytes: Buffer, reader = new AnswerReader()): Read {
  reader.glance(bytes, 0, bytes.length);
  return reader.read();
}

const TIME = { seconds: 1_790_000_000, nanos: 250_000_000 };
const answerOf = (flow: object): Buffer => encodeAnswer({ flow: { time: TIME, ...flow }, node_name: 'dev/n1', time: TIME });

/** A field that no part of Hubble has: of each wire type there is. */
const UNKNOWN = [
  Buffer.from([0xf8, 0x3e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.from([0xf9, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]),
  Buffer.from([0xfa, 0x3e, 3, 8, 1, 0x2a]),
  Buffer.from([0xfd, 0x3e, 1, 2, 3, 4]),
];
/** A message within a message, both with lengths of at most 16,383 bytes, and unknown fields before and behind all it has. */
function withUnknown(flow: Buffer): Buffer {
  const body = Buffer.concat([...UNKNOWN, flow, ...UNKNOWN]);
  return Buffer.concat([...UNKNOWN, Buffer.from([0x0a, (body.length & 0x7f) | 0x80, body.length >> 7]), body, ...UNKNOWN]);
}

describe('AnswerReader', () => {
  it('reads a stream recorded from Relay as protobufjs does, with one reader for all', () => {
    const reader = new AnswerReader();
    expect(recorded.length).toBeGreaterThan(80);
    for (const bytes of [...recorded, ...recorded]) {
      const read = bySelf(bytes, reader);
      expect(read.ok).toBe(true);
      expect(read).toEqual(byProtobufjs(bytes));
    }
  });

  it('reads the same from the bytes of Relay as from the lines of an agent', () => {
    const reader = new AnswerReader();
    for (const line of lines) expect(bySelf(encodeLine(line), reader)).toEqual(toHubbleMessage(JSON.parse(line)));
  });

  it('reads a message wherever it lies, and nothing of what lies around it', () => {
    const reader = new AnswerReader();
    const all = Buffer.concat(recorded);
    let from = 0;
    for (const bytes of recorded) {
      reader.glance(all, from, from + bytes.length);
      expect(reader.read()).toEqual(byProtobufjs(bytes));
      from += bytes.length;
    }
  });

  it('reads each layer 4 and 7 there is', () => {
    const ports = { source_port: 1, destination_port: 65_535 };
    const flags = { FIN: true, SYN: true, RST: true, PSH: true, ACK: true, URG: true, ECE: true, CWR: true, NS: true };
    const layers4 = [
      {},
      { TCP: ports },
      { TCP: { ...ports, flags } },
      { TCP: { flags: { NS: true } } },
      { UDP: ports },
      { SCTP: ports },
      { ICMPv4: { type: 8, code: 1 } },
      { ICMPv6: {} },
    ];
    const layers7 = [
      {},
      { type: 'REQUEST', dns: { query: 'redis.demo.svc.cluster.local.', rcode: 0 } },
      { type: 'RESPONSE', latency_ns: '1834211', dns: { query: 'x.', rcode: 3 } },
      { type: 'RESPONSE', dns: {} },
      { type: 'RESPONSE', latency_ns: '9007199254740991', http: { code: 503, method: 'GET', url: 'http://web/ä?b=€' } },
      { type: 'REQUEST', latency_ns: '5', http: { method: 'POST' } },
      { type: 'SAMPLE', kafka: { topic: 't' } },
      { type: 'RESPONSE', latency_ns: '7' },
    ];
    for (const l4 of layers4) for (const l7 of layers7) expect(bySelf(answerOf({ l4, l7 }))).toEqual(byProtobufjs(answerOf({ l4, l7 })));
  });

  it('names ends by owner, pod, DNS name, reserved identity or address', () => {
    const ends = [
      {},
      { identity: 2, labels: ['reserved:world'] },
      { identity: 10 },
      { identity: 9, labels: ['reserved:remote-node', 'reserved:kube-apiserver'] },
      { identity: 4711, namespace: 'demo', pod_name: 'web-1', labels: ['k8s:app=web'] },
      { namespace: 'démo', pod_name: 'web-1', workloads: [{ name: 'web', kind: 'Deployment' }, { name: 'second' }] },
      { pod_name: 'web-1', workloads: [{ kind: 'Deployment' }] },
      { workloads: [{ name: 'lone' }] },
    ];
    const reader = new AnswerReader();
    for (const source of ends) {
      for (const source_names of [[], ['api.example.com.', 'other.example.com'], ['']]) {
        for (const IP of [{}, { source: '10.0.0.1', destination: 'fd00::1', ipVersion: 'IPv4' }]) {
          const bytes = answerOf({ source, source_names, destination: source, IP });
          expect(bySelf(bytes, reader)).toEqual(byProtobufjs(bytes));
        }
      }
    }
  });

  it('gives one object for an end that is the same again', () => {
    const reader = new AnswerReader();
    const flow = { source: { pod_name: 'a', namespace: 'x' }, l4: { TCP: { source_port: 80 } }, IP: { source: '10.0.0.1' } };
    const [first, second] = [bySelf(answerOf(flow), reader), bySelf(answerOf({ ...flow, verdict: 'DROPPED' }), reader)];
    const endOf = (read: Read) => (read.ok && read.value?.type === 'flow' ? read.value.flow.source : null);
    expect(endOf(first)).toMatchObject({ pod: 'a', port: 80 });
    expect(endOf(second)).toBe(endOf(first));
  });

  it('reads verdicts, reasons, direction, reply and policies, known and later ones', () => {
    const flows = [
      { verdict: 'DROPPED', drop_reason: 181, drop_reason_desc: 'POLICY_DENIED' },
      { verdict: 'DROPPED', drop_reason: 181 },
      { verdict: 'DROPPED', drop_reason_desc: 999 },
      { verdict: 'DROPPED' },
      { verdict: 'FORWARDED', drop_reason_desc: 'POLICY_DENIED' },
      { verdict: 77, traffic_direction: 'INGRESS', is_reply: {} },
      { verdict: 'AUDIT', traffic_direction: 'EGRESS', is_reply: { value: true } },
      { egress_allowed_by: [{ name: 'a', namespace: 'n' }], ingress_denied_by: [{ name: 'cluster-wide' }, { name: 'a', namespace: 'n' }] },
      { egress_denied_by: [{ name: 'one', namespace: 'n' }] },
      { ingress_allowed_by: [{ namespace: 'without-a-name' }] },
    ];
    for (const flow of flows) expect(bySelf(answerOf(flow))).toEqual(byProtobufjs(answerOf(flow)));
  });

  it('takes the answer’s time and node where the flow has none', () => {
    const bytes = encodeAnswer({ flow: { verdict: 'FORWARDED' }, node_name: 'dev/n1', time: TIME });
    expect(bySelf(bytes)).toMatchObject({ value: { flow: { atMs: 1_790_000_000_250, node: 'n1' } } });
    expect(bySelf(bytes)).toEqual(byProtobufjs(bytes));
  });

  it('passes over fields that it does not know, of every wire type and at every depth', () => {
    const flow = Buffer.concat([
      Buffer.from([0x0a, 6, 8, 0x80, 0xbc, 0xc5, 0xd5, 6]),
      Buffer.from([0x10, 2, 0x32, 6, 0x0a, 4, 8, 80, 16, 90]),
    ]);
    const bytes = withUnknown(flow);
    expect(bySelf(bytes)).toMatchObject({
      ok: true,
      value: { flow: { verdict: 'dropped', source: { port: 80 }, destination: { port: 90 } } },
    });
    expect(bySelf(bytes)).toEqual(byProtobufjs(bytes));
  });

  it('reads lost events and the state of nodes, and passes over an answer that holds nothing to show', () => {
    const answers = [
      { lost_events: { source: 'OBSERVER_EVENTS_QUEUE', num_events_lost: '4294967296' }, time: TIME, node_name: 'dev/n1' },
      { lost_events: { source: 'HUBBLE_RING_BUFFER' }, time: TIME },
      { node_status: { state_change: 'NODE_GONE', node_names: ['dev/n1', 'n2'] } },
      { node_status: { message: 'm' } },
      { node_name: 'dev/n1' },
      { time: TIME },
    ];
    for (const answer of answers) {
      const read = bySelf(encodeAnswer(answer));
      expect(read.ok).toBe(true);
      expect(read).toEqual(byProtobufjs(encodeAnswer(answer)));
    }
  });

  it('prefers the flow where an answer holds more than one of what it should hold one of', () => {
    const lost = encodeAnswer({ lost_events: { source: 1, num_events_lost: '3' }, time: TIME });
    for (const both of [Buffer.concat([lost, answerOf({})]), Buffer.concat([answerOf({}), lost])])
      expect(bySelf(both)).toEqual(byProtobufjs(both));
  });

  it('refuses what is cut, garbled or says nothing, and never fails otherwise', () => {
    for (const bad of [Buffer.alloc(0), Buffer.alloc(64, 0xff), Buffer.from('not a message'), encodeAnswer({ flow: { verdict: 2 } })])
      expect(bySelf(bad)).toMatchObject({ ok: false, error: { format: 'GetFlowsResponse' } });
    const reader = new AnswerReader();
    for (const bytes of recorded.slice(0, 10)) {
      for (let length = 0; length < bytes.length; length += 1) bySelf(bytes.subarray(0, length), reader);
      for (let i = 0; i < bytes.length; i += 1)
        bySelf(Buffer.concat([bytes.subarray(0, i), Buffer.from([0xff]), bytes.subarray(i + 1)]), reader);
      expect(bySelf(bytes, reader)).toEqual(byProtobufjs(bytes));
    }
    expect(bySelf(recorded[0]!.subarray(0, recorded[0]!.length - 2)).ok).toBe(false);
  });
});
