import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AnswerReader } from './answerReader.ts';
import { shareOf } from './glance.ts';
import { glanceAtLine } from './glanceAtLine.ts';
import { encodeLine } from './testing/observer.ts';

const lines = readFileSync(new URL('../../../fixtures/hubble/observe.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const flows = lines.slice(0, 16);

const glanceAtBytes = (bytes: Buffer) => new AnswerReader().glance(bytes, 0, bytes.length);

describe('a glance', () => {
  it('sees the same in the bytes of Relay and in the lines of an agent', () => {
    for (const line of flows) {
      const { opens: opensByLine, ...byLine } = glanceAtLine(line)!;
      const { opens, ...byBytes } = glanceAtBytes(encodeLine(line))!;
      expect(byBytes).toEqual(byLine);
      expect(opens === null).toBe(opensByLine === null);
    }
  });

  it('sees time, node, verdict, reason and what opens a connection', () => {
    const glances = flows.map((line) => glanceAtBytes(encodeLine(line)));
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
    expect(glanceAtBytes(encodeLine(there))?.opens).toBe(glanceAtBytes(encodeLine(flows[0]!))?.opens);
    expect(glanceAtBytes(encodeLine(flows[0]!.replace('40112,', '40113,')))?.opens).not.toBe(glanceAtBytes(encodeLine(flows[0]!))?.opens);
  });

  it('sees nothing in other messages, cut ones and garbage, without failing', () => {
    const bytes = encodeLine(flows[0]!);
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
