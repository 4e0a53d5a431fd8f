import { readFileSync } from 'node:fs';
import { fromJSON } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { shareOf } from './glance.ts';
import { glanceAtBytes } from './glanceAtBytes.ts';
import { glanceAtLine } from './glanceAtLine.ts';
import { isObject } from './protoJson.ts';
import { DROP_REASONS } from './words.ts';

const lines = readFileSync(new URL('../../../fixtures/hubble/observe.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const flows = lines.slice(0, 16);

const field = (type: string, id: number) => ({ type, id });
const ports = { source_port: field('uint32', 1), destination_port: field('uint32', 2) };
const encoder = fromJSON({
  nested: {
    Answer: { fields: { flow: field('Flow', 1), node_name: field('string', 1000) } },
    Flow: {
      fields: {
        time: field('Time', 1),
        verdict: field('uint32', 2),
        IP: field('Ends', 5),
        l4: field('Layer4', 6),
        Summary: field('string', 100000),
        node_name: field('string', 11),
        drop_reason_desc: field('uint32', 25),
        uuid: field('string', 34),
      },
    },
    Time: { fields: { seconds: field('int64', 1), nanos: field('int32', 2) } },
    Ends: { fields: { source: field('string', 1), destination: field('string', 2) } },
    Layer4: { fields: { TCP: field('Tcp', 1), UDP: field('Udp', 2) } },
    Tcp: { fields: { ...ports, flags: field('Flags', 3) } },
    Udp: { fields: ports },
    Flags: { fields: { SYN: field('bool', 2), ACK: field('bool', 5) } },
    Service: { methods: { Get: { requestType: 'Answer', responseType: 'Answer', comment: '' } } },
  },
})['Service'];

const VERDICTS = ['VERDICT_UNKNOWN', 'FORWARDED', 'DROPPED', 'ERROR', 'AUDIT', 'REDIRECTED', 'TRACED', 'TRANSLATED'];
function encoded(line: string): Buffer {
  const answer: unknown = JSON.parse(line);
  const flow = isObject(answer) && isObject(answer['flow']) ? answer['flow'] : {};
  const [date = '', fraction = ''] = String(flow['time']).replace('Z', '').split('.');
  const time = { seconds: Date.parse(`${date}Z`) / 1000, nanos: Number(fraction.padEnd(9, '0')) };
  const own = {
    ...flow,
    time,
    verdict: Math.max(0, VERDICTS.indexOf(String(flow['verdict']))),
    drop_reason_desc: DROP_REASONS[String(flow['drop_reason_desc'])] ?? 0,
  };
  if (!encoder || !('Get' in encoder) || typeof encoder.Get === 'function') throw new Error('no encoder');
  return encoder.Get.requestSerialize({ flow: own, node_name: flow['node_name'] });
}

describe('a glance', () => {
  it('sees the same in the bytes of Relay and in the lines of an agent', () => {
    for (const line of flows) {
      const { opens: opensByLine, ...byLine } = glanceAtLine(line)!;
      const { opens, ...byBytes } = glanceAtBytes(encoded(line))!;
      expect(byBytes).toEqual(byLine);
      expect(opens === null).toBe(opensByLine === null);
    }
  });

  it('sees time, node, verdict, reason and what opens a connection', () => {
    const glances = flows.map((line) => glanceAtBytes(encoded(line)));
    expect(glances[2]).toMatchObject({ node: 'dev-worker1', verdict: 'dropped', dropReason: 'POLICY_DENIED' });
    expect(glances[0]?.atMs).toBe(Date.parse('2026-10-01T08:15:40.100Z'));
    expect(glances.map((glance, i) => (glance?.opens ? i : -1)).filter((i) => i >= 0)).toEqual([0, 2, 3, 9, 10]);
    expect(new Set(glances.map((glance) => glance?.key)).size).toBe(16);
  });

  it('knows a connection by its ends alone, at whichever node it was seen', () => {
    const there = flows[0]!
      .replace('dev/dev-worker1', 'dev/dev-master')
      .replace('"ipVersion":"IPv4"', '"ipVersion":"IPv4","encrypted":true');
    expect(glanceAtLine(there)?.opens).toBe(glanceAtLine(flows[0]!)?.opens);
    expect(glanceAtBytes(encoded(there))?.opens).toBe(glanceAtBytes(encoded(flows[0]!))?.opens);
    expect(glanceAtBytes(encoded(flows[0]!.replace('40112,', '40113,')))?.opens).not.toBe(glanceAtBytes(encoded(flows[0]!))?.opens);
  });

  it('sees nothing in other messages, cut ones and garbage, without failing', () => {
    const bytes = encoded(flows[0]!);
    for (let length = 0; length < bytes.length; length += 1) glanceAtBytes(bytes.subarray(0, length));
    for (const garbage of [Buffer.alloc(0), Buffer.alloc(64, 0xff), Buffer.from('not a message')])
      expect(glanceAtBytes(garbage)).toBeNull();
    for (const line of [lines[16]!, lines[17]!, '', '{', 'level=info msg="x"', '{"flow":{}}']) expect(glanceAtLine(line)).toBeNull();
  });

  it('shares connections out evenly', () => {
    const chosen = Array.from({ length: 10_000 }, (_, i) => shareOf(i * 7_919_777)).filter((share) => share < 0.2);
    expect(chosen.length).toBeGreaterThan(1800);
    expect(chosen.length).toBeLessThan(2200);
  });
});
