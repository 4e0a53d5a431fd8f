import { describe, expect, it } from 'vitest';
import { calmConditions } from './conditions.ts';
import { FilterInvalid } from './flowFilter.ts';
import { FlowReader } from './flowReader.ts';
import { FlowSource } from './flowSource.ts';
import type { GetFlowsRequest } from './messages.ts';
import { toMs, toTimestamp } from './messages.ts';
import { NOON_MS, demoStore } from './testing.ts';

function openAt(request: GetFlowsRequest, flowsPerSecond: number | null = null) {
  const clock = { nowMs: NOON_MS };
  const conditions = { ...calmConditions(), flowsPerSecond };
  const source = new FlowSource({ cluster: 'dev', store: demoStore(), seed: 1, now: () => clock.nowMs, loadOf: () => 1 }, conditions);
  return { clock, source, reader: new FlowReader(source, request, null) };
}
const ALL = 100_000;

describe('a reader of flows', () => {
  it('gets the last of each node, in order of time', () => {
    const answers = openAt({ number: '5' }).reader.next(NOON_MS, ALL);
    expect(answers).toHaveLength(10);
    const times = answers.map(({ time }) => (time ? toMs(time) : 0));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(answers.map(({ node_name }) => node_name))).toEqual(new Set(['dev/dev-master', 'dev/dev-worker1']));
  });

  it('gets what passes its filter, counted after it', () => {
    const answers = openAt({ number: '3', whitelist: [{ verdict: ['DROPPED'] }] }).reader.next(NOON_MS, ALL);
    expect(answers.map(({ flow }) => flow?.verdict)).toEqual(['DROPPED', 'DROPPED', 'DROPPED', 'DROPPED', 'DROPPED', 'DROPPED']);
  });

  it('gets the flows between two times', () => {
    const [since, until] = [NOON_MS - 20_000, NOON_MS - 10_000];
    const answers = openAt({ since: toTimestamp(since), until: toTimestamp(until) }).reader.next(NOON_MS, ALL);
    expect(answers.length).toBeGreaterThan(50);
    for (const { time } of answers) {
      expect(time && toMs(time)).toBeGreaterThanOrEqual(since);
      expect(time && toMs(time)).toBeLessThanOrEqual(until);
    }
  });

  it('that follows gets what comes from now on', () => {
    const { reader, clock, source } = openAt({ follow: true });
    expect(reader.next(clock.nowMs, ALL)).toEqual([]);
    clock.nowMs += 5000;
    source.catchUp();
    const answers = reader.next(clock.nowMs, ALL);
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.every(({ time }) => time && toMs(time) >= NOON_MS - 1500)).toBe(true);
  });

  it('that comes too late hears how much was overwritten', () => {
    const { reader, clock, source } = openAt({ follow: true }, 1000);
    const written = () => source.ringOf('dev-master').next + source.ringOf('dev-worker1').next;
    const before = written();
    for (let second = 0; second < 15; second++) {
      clock.nowMs += 1000;
      source.catchUp();
    }
    const answers = reader.next(clock.nowMs, ALL);
    const late = reader.next(clock.nowMs + 1500, ALL);
    const lost = [...answers, ...late].flatMap(({ lost_events }) => lost_events ?? []);
    expect(lost.every(({ source: where }) => where === 'HUBBLE_RING_BUFFER')).toBe(true);
    const flows = answers.filter(({ flow }) => flow).length;
    expect(lost.reduce((sum, { num_events_lost }) => sum + Number(num_events_lost), 0)).toBe(written() - before - flows);
  });

  it('gets the fields that it asked for', () => {
    const [answer] = openAt({ number: '1', field_mask: { paths: ['verdict', 'source.identity'] } }).reader.next(NOON_MS, ALL);
    expect(Object.keys(answer?.flow ?? {}).sort()).toEqual(['source', 'verdict']);
    expect(Object.keys(answer?.flow?.source ?? {})).toEqual(['identity']);
  });

  it('is refused with a filter that is none', () => {
    expect(() => openAt({ whitelist: [{ protocol: ['quic'] }] })).toThrow(FilterInvalid);
  });
});
