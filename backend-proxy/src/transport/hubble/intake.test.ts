import { describe, expect, it } from 'vitest';
import type { Glance } from '../../parse/hubble/glance.ts';
import type { HubbleMessage } from '../../parse/hubble/flow.ts';
import { toHubbleMessage } from '../../parse/hubble/toHubbleMessage.ts';
import { fail } from '../../result.ts';
import { Intake } from './intake.ts';

const T = 1_700_000_000_000;
const glanceOf = (key: number, atMs: number, more: Partial<Glance> = {}): Glance => ({
  key,
  atMs,
  node: 'n1',
  verdict: 'forwarded',
  dropReason: null,
  opens: null,
  ...more,
});

function setup() {
  const clock = { nowMs: T };
  let draw = 0;
  const intake = new Intake({ now: () => clock.nowMs, random: () => ((draw += 7) % 10) / 10 });
  let reads = 0;
  const offer = (glance: Glance): void =>
    intake.offer(glance, () => {
      reads += 1;
      return toHubbleMessage({
        flow: { time: new Date(glance.atMs).toISOString(), verdict: glance.verdict.toUpperCase() },
        node_name: 'dev/n1',
      });
    });
  return { clock, intake, offer, reads: () => reads };
}
const counted = (messages: readonly HubbleMessage[], verdict: string): number =>
  messages.reduce((sum, message) => {
    if (message.type === 'flow') return message.flow.verdict === verdict ? sum + 1 : sum;
    return message.type === 'tally' && message.tally.verdict === verdict ? sum + message.tally.count : sum;
  }, 0);

describe('Intake', () => {
  it('leaves out what came before, by its uuid, and what is older than the newest by far', () => {
    const { intake, offer } = setup();
    for (const key of [1, 2, 3, 2, 1]) offer(glanceOf(key, T + key));
    offer(glanceOf(99, T - 60_000));
    offer(glanceOf(4, T - 60_000, { node: 'n2' }));
    expect(intake.take()).toHaveLength(4);
    expect(intake.take()).toEqual([]);
  });

  it('knows what came before a break after it, though other nodes went on meanwhile', () => {
    const { clock, intake, offer } = setup();
    for (let i = 0; i < 50; i += 1) offer(glanceOf(100 + i, T + i * 100));
    for (let i = 0; i < 600; i += 1) offer(glanceOf(1000 + i, T + i * 100, { node: 'n2' }));
    expect(intake.take()).toHaveLength(650);
    clock.nowMs = T + 60_000;
    for (let i = 20; i < 50; i += 1) offer(glanceOf(100 + i, T + i * 100));
    expect(intake.take()).toEqual([]);
  });

  it('begins again where the node is that is furthest behind, but for those that are quiet', () => {
    const { intake, offer } = setup();
    offer(glanceOf(1, T));
    offer(glanceOf(2, T - 4000, { node: 'n2' }));
    offer(glanceOf(3, T - 90_000, { node: 'quiet' }));
    expect(intake.newestMs()).toBe(T - 4000);
    expect(intake.newestMs('n1')).toBe(T);
  });

  it('knows a resumed stream to be whole once every node has repeated a flow', () => {
    const { intake, offer } = setup();
    offer(glanceOf(1, T));
    offer(glanceOf(2, T, { node: 'n2' }));
    intake.resume(T - 3000);
    expect(intake.isResumed()).toBe(false);
    offer(glanceOf(1, T));
    offer(glanceOf(5, T + 1, { node: 'n2' }));
    expect(intake.isResumed()).toBe(false);
    offer(glanceOf(2, T, { node: 'n2' }));
    expect(intake.isResumed()).toBe(true);
  });

  it('follows a node that sets its clock back, after a while', () => {
    const { clock, intake, offer } = setup();
    offer(glanceOf(1, T));
    for (let second = 0; second <= 21; second += 1) {
      clock.nowMs = T + second * 1000;
      offer(glanceOf(10 + second, T - 3_600_000 + second));
    }
    expect(intake.take().length).toBeGreaterThan(1);
    expect(intake.newestMs()).toBeLessThan(T);
  });

  it('reads a storm in part and counts it whole, drops apart', () => {
    const { clock, intake, offer, reads } = setup();
    const messages: HubbleMessage[] = [];
    let key = 1;
    for (let tick = 0; tick < 100; tick += 1) {
      clock.nowMs = T + tick * 100;
      for (let i = 0; i < 500; i += 1) offer(glanceOf(key++, clock.nowMs));
      for (let i = 0; i < 5; i += 1) offer(glanceOf(key++, clock.nowMs, { verdict: 'dropped', dropReason: 'POLICY_DENIED' }));
      messages.push(...intake.take());
    }
    expect(counted(messages, 'forwarded')).toBe(50_000);
    expect(counted(messages, 'dropped')).toBe(500);
    expect(reads()).toBeLessThan(16_000);
    const weights = messages.flatMap((message) => (message.type === 'flow' ? [message.weight ?? 1] : []));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(Math.abs(total - 50_500)).toBeLessThan(5000);
    expect(messages.filter((message) => message.type === 'flow' && message.flow.verdict === 'dropped')).toHaveLength(500);
  });

  it('reads all of a burst, such as comes after a break, and of what keeps within the budget ever after', () => {
    const { clock, intake, offer, reads } = setup();
    let key = 1;
    for (let i = 0; i < 3000; i += 1) offer(glanceOf(key++, T));
    for (let tick = 1; tick <= 600; tick += 1) {
      clock.nowMs = T + tick * 100;
      for (let i = 0; i < 95; i += 1) offer(glanceOf(key++, clock.nowMs));
    }
    expect(reads()).toBe(key - 1);
    expect(intake.take().every((message) => message.type === 'flow' && message.weight === undefined)).toBe(true);
  });

  it('reads everything again once the storm is over', () => {
    const { clock, intake, offer } = setup();
    for (let i = 1; i < 20_000; i += 1) offer(glanceOf(i, T));
    intake.take();
    for (let second = 2; second < 5; second += 1) {
      clock.nowMs = T + second * 1000;
      for (let i = 0; i < 10; i += 1) offer(glanceOf(100_000 + second * 100 + i, clock.nowMs));
      if (second > 2) expect(intake.take().every((message) => message.type === 'flow' && message.weight === undefined)).toBe(true);
      else intake.take();
    }
  });

  it('counts what cannot be read and keeps the first of it', () => {
    const { intake } = setup();
    intake.offer(null, () => fail({ format: 'GetFlowsResponse', line: 'first' }));
    intake.offer(null, () => fail({ format: 'GetFlowsResponse', line: 'second' }));
    expect([intake.malformed, intake.firstMalformed?.line, intake.take()]).toEqual([2, 'first', []]);
  });
});
