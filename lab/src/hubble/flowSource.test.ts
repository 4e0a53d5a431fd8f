import { describe, expect, it } from 'vitest';
import { calmConditions } from './conditions.ts';
import type { HubbleConditions } from './conditions.ts';
import { FlowSource } from './flowSource.ts';
import type { Flow } from './messages.ts';
import { NOON_MS, demoStore, node } from './testing.ts';

function openSource(options: { seed?: number; load?: number; conditions?: Partial<HubbleConditions> } = {}) {
  const clock = { nowMs: NOON_MS };
  const store = demoStore();
  const loadOf = (_namespace: string, workload: string) => (workload === 'nginx-web' ? (options.load ?? 1) : 1);
  const conditions = { ...calmConditions(), ...options.conditions };
  const source = new FlowSource({ cluster: 'dev', store, seed: options.seed ?? 1, now: () => clock.nowMs, loadOf }, conditions);
  const flows = (nodes = ['dev-master', 'dev-worker1']): Flow[] =>
    nodes.flatMap((name) => {
      const ring = source.ringOf(name);
      return Array.from({ length: ring.length }, (_, index) => ring.at(ring.oldest + index)?.flow).filter((flow) => flow !== undefined);
    });
  return { clock, store, source, flows };
}

describe('the flows of a cluster', () => {
  it('are the same for the same seed and clock, and others for another seed', () => {
    const [one, same, other] = [openSource(), openSource(), openSource({ seed: 2 })];
    for (const { source } of [one, same, other]) source.catchUp();
    expect(one.flows()).toEqual(same.flows());
    expect(one.flows()).not.toEqual(other.flows());
  });

  it('are about twenty a second, or as many as are asked for', () => {
    const [base, storm] = [openSource(), openSource({ conditions: { flowsPerSecond: 1000 } })];
    for (const { source, clock } of [base, storm]) {
      source.catchUp();
      clock.nowMs += 5000;
    }
    const before = [base.flows().length, storm.source.ringOf('dev-master').next + storm.source.ringOf('dev-worker1').next];
    base.source.catchUp();
    storm.source.catchUp();
    expect((before[0] ?? 0) / 60).toBeCloseTo(20, -1);
    const made = storm.source.ringOf('dev-master').next + storm.source.ringOf('dev-worker1').next - (before[1] ?? 0);
    expect(made / 5).toBeGreaterThan(900);
    expect(made / 5).toBeLessThan(1100);
  });

  it('of a workload in a load test are so many times as many', () => {
    const [usual, loaded] = [openSource(), openSource({ load: 10 })];
    for (const { source } of [usual, loaded]) source.catchUp();
    const toNginx = (flows: Flow[]) => flows.filter(({ destination }) => destination.pod_name?.startsWith('nginx-web')).length;
    expect(toNginx(loaded.flows())).toBeGreaterThan(5 * toNginx(usual.flows()));
  });

  it('have every verdict, both kinds of policy drop, answers of HTTP and DNS, and replies that are not known', () => {
    const { source, flows } = openSource({ conditions: { flowsPerSecond: 150 } });
    source.catchUp();
    const all = flows();
    expect(new Set(all.map(({ verdict }) => verdict))).toEqual(
      new Set(['FORWARDED', 'DROPPED', 'ERROR', 'AUDIT', 'REDIRECTED', 'TRACED', 'TRANSLATED', undefined]),
    );
    expect(new Set(all.map(({ is_reply }) => is_reply?.value))).toEqual(new Set([true, false, undefined]));
    const denied = all.filter(({ drop_reason_desc }) => drop_reason_desc === 'POLICY_DENIED');
    expect(new Set(denied.map(({ event_type }) => event_type.type))).toEqual(new Set([1, 5]));
    expect(denied.some((flow) => flow.ingress_denied_by?.[0]?.name === 'redis-deny-others')).toBe(true);
    expect(denied.some((flow) => flow.egress_denied_by?.[0]?.namespace === 'demo')).toBe(true);
    const codes = all.flatMap(({ l7 }) => l7?.http?.code ?? []);
    expect(codes.some((code) => code >= 500)).toBe(true);
    expect(codes.some((code) => code === 200)).toBe(true);
    expect(all.some(({ l7 }) => l7?.type === 'RESPONSE' && Number(l7.latency_ns) > 0)).toBe(true);
    expect(all.some(({ l7 }) => l7?.dns?.rcode === 3)).toBe(true);
    const flags = new Set(all.map(({ l4 }) => Object.keys(l4.TCP?.flags ?? {}).join()));
    for (const each of ['SYN', 'SYN,ACK', 'FIN,ACK', 'PSH,ACK']) expect(flags).toContain(each);
  });

  it('show one connection at both nodes, each knowing the owner of its own pod alone', () => {
    const { source, flows } = openSource({ conditions: { flowsPerSecond: 150 } });
    source.catchUp();
    const between = (name: string) =>
      flows([name]).find(
        ({ source: from, destination }) => from.pod_name === 'nginx-web-6d4cf56db6-x0' && destination.pod_name?.startsWith('redis'),
      );
    const [leaving, arriving] = [between('dev-worker1'), between('dev-master')];
    expect(leaving?.source.workloads).toEqual([{ name: 'nginx-web', kind: 'Deployment' }]);
    expect(leaving?.destination).not.toHaveProperty('workloads');
    expect(arriving?.destination.workloads).toEqual([{ name: 'redis', kind: 'Deployment' }]);
    expect(arriving?.source).not.toHaveProperty('ID');
  });

  it('come from nodes that are ready, and of pods that are there', () => {
    const { source, store, clock, flows } = openSource();
    source.catchUp();
    store.put('core/nodes', node('dev-worker1', '192.168.64.6', false));
    clock.nowMs += 2000;
    source.catchUp();
    const [silent, heard] = [source.ringOf('dev-worker1').next, source.ringOf('dev-master').next];
    clock.nowMs += 20_000;
    source.catchUp();
    expect(source.ringOf('dev-worker1').next).toBe(silent);
    expect(source.ringOf('dev-master').next).toBeGreaterThan(heard);
    const late = flows(['dev-master']).filter(({ time }) => time.seconds * 1000 > NOON_MS + 4000);
    expect(late.some((flow) => flow.destination.pod_name?.startsWith('httpbin'))).toBe(false);
  });

  it('are lost on command, and said to be', () => {
    const { source, clock } = openSource();
    source.catchUp();
    source.conditions = { ...source.conditions, loseNext: 17, loseAt: 'OBSERVER_EVENTS_QUEUE' };
    clock.nowMs += 10_000;
    source.catchUp();
    const lost = ['dev-master', 'dev-worker1'].flatMap((name) => {
      const ring = source.ringOf(name);
      return Array.from({ length: ring.length }, (_, index) => ring.at(index)?.lost).filter((each) => each !== undefined);
    });
    expect(new Set(lost.map(({ source: where }) => where))).toEqual(new Set(['OBSERVER_EVENTS_QUEUE']));
    expect(lost.reduce((sum, { num_events_lost }) => sum + Number(num_events_lost), 0)).toBe(17);
    expect(source.conditions.loseNext).toBe(0);
  });
});
