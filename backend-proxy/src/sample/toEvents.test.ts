import type { PortRow } from '@tart-lab/contract/rows.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { describe, expect, it } from 'vitest';
import { reading } from '../collect/collector.ts';
import type { GuestReport } from '../collect/report.ts';
import { type EventMemory, toEvents } from './toEvents.ts';

const START_MS = 1_760_000_000_000;
const TARGET = {
  vm: {
    name: 'dev-worker1',
    mac: 'studio',
    cluster: 'dev',
    state: 'running',
    os: 'linux',
    address: '192.168.64.5',
    addressSource: 'dhcp',
    addressStale: false,
    cpuCount: 2,
    memoryBytes: null,
    diskBytes: null,
    imageBytes: null,
    accessedAtMs: null,
  },
  intervalMs: 5000,
} as const;
const PROBLEM: Problem = { kind: 'no_route', target: 'dev-worker1', doing: 'connect', detail: 'no route to 192.168.64.5', advice: '' };

const report = (afterMs: number, part: Partial<GuestReport> = {}): GuestReport => ({
  vm: 'dev-worker1',
  atMs: START_MS + afterMs,
  answered: true,
  sections: [],
  problems: [],
  readings: [],
  freshChannel: false,
  ...part,
});
const missed = (afterMs: number) => report(afterMs, { answered: false, problem: PROBLEM });
const uptime = (seconds: number) => ({ readings: [reading('tart_uptime_seconds', seconds)] });
const booted = (bootId: string) => ({ info: { hostname: 'a', kernel: 'b', machine: 'c', osName: null, bootId } });
const port = (protocol: 'tcp' | 'udp', number: number, process: string | null = null, address = '0.0.0.0'): PortRow => ({
  protocol,
  address,
  port: number,
  process,
  pid: null,
});

/** Every event of these reports, as `kind: text` after the frame it came with. */
function told(...reports: GuestReport[]): string[] {
  let memory: EventMemory | undefined;
  return reports.flatMap((one, frame) => {
    const result = toEvents(memory, one, TARGET);
    memory = result.memory;
    return result.events.map(({ kind, text }) => `${frame} ${kind}: ${text}`);
  });
}

describe('toEvents', () => {
  it('tells nothing of the first report', () => {
    expect(told(report(0, { ports: [port('tcp', 22)], ...uptime(5), problems: [{ ...PROBLEM, section: 'ports' }] }))).toEqual([]);
  });

  it('labels an event with its VM and what its kind adds', () => {
    const first = toEvents(undefined, report(0, { ports: [] }), TARGET);
    expect(toEvents(first.memory, report(5000, { ports: [port('tcp', 80)] }), TARGET).events).toEqual([
      {
        atMs: START_MS + 5000,
        kind: 'port_opened',
        severity: 'info',
        text: 'dev-worker1: port tcp/80 opened',
        labels: { vm: 'dev-worker1', mac: 'studio', cluster: 'dev', protocol: 'tcp', port: '80' },
      },
    ]);
  });

  it('tells of ports that opened, closed or changed hands, once per port', () => {
    const before = [port('tcp', 80, 'nginx'), port('tcp', 22, 'sshd'), port('udp', 8472)];
    const after = [port('tcp', 80, 'caddy'), port('tcp', 22, 'sshd'), port('tcp', 8080, 'web'), port('tcp', 8080, 'web', '::')];
    expect(told(report(0, { ports: before }), report(5000), report(15_000, { ports: after }))).toEqual([
      '2 port_owner_changed: dev-worker1: port tcp/80 now belongs to caddy, before to nginx',
      '2 port_opened: dev-worker1: port tcp/8080 opened by web',
      '2 port_closed: dev-worker1: port udp/8472 closed',
    ]);
  });

  it('takes ephemeral UDP ports and owners that hide for no change', () => {
    const before = [port('udp', 32767), port('tcp', 80, 'nginx'), port('udp', 51000)];
    const after = [port('udp', 32767), port('tcp', 80, null), port('udp', 32768, 'chronyd')];
    expect(told(report(0, { ports: before }), report(15_000, { ports: after }))).toEqual([]);
  });

  it('is unreachable after three missed frames, once, and back with how long it took', () => {
    const silence = [5, 10, 15, 20].map((seconds) => missed(seconds * 1000));
    expect(told(report(0), ...silence, report(25_000))).toEqual([
      '3 unreachable: dev-worker1 does not answer: no route to 192.168.64.5',
      '5 back: dev-worker1 answers again after 25 s',
    ]);
  });

  it('is unreachable after 15 s even when fewer frames were tried', () => {
    expect(told(report(0), missed(14_999), report(16_000))).toEqual([]);
    expect(told(report(0), missed(15_000))).toHaveLength(1);
  });

  it('tells of a VM that never answered after its third frame', () => {
    expect(told(missed(0), missed(5000), missed(10_000), missed(15_000)).map((line) => line.slice(0, 13))).toEqual(['2 unreachable']);
  });

  it('tells of a reboot once, at the time of the boot, whether uptime or boot id shows it', () => {
    expect(told(report(0, uptime(900)), report(5000, uptime(2)), report(10_000, { ...uptime(7), ...booted('b') }))).toEqual([
      '1 vm_rebooted: dev-worker1 rebooted',
    ]);
    const reports = [
      report(0, { ...uptime(900), ...booted('a') }),
      report(5000, uptime(2)),
      report(10_000, { ...uptime(7), ...booted('b') }),
      report(15_000, { ...uptime(12), ...booted('b') }),
    ];
    expect(told(...reports)).toHaveLength(1);
    expect(told(report(0, { ...uptime(9), ...booted('a') }), report(5000, { ...uptime(80), ...booted('b') }))).toHaveLength(1);
    const first = toEvents(undefined, report(0, uptime(900)), TARGET);
    expect(toEvents(first.memory, report(5000, uptime(2)), TARGET).events[0]?.atMs).toBe(START_MS + 3000);
  });

  it('does not call every port of a rebooted guest new', () => {
    const before = report(0, { ...uptime(900), ports: [port('tcp', 22), port('tcp', 80)] });
    expect(told(before, report(5000, uptime(2)), report(15_000, { ...uptime(12), ports: [port('tcp', 22)] }))).toEqual([
      '1 vm_rebooted: dev-worker1 rebooted',
    ]);
  });

  it('tells once of a collector that gives no data any more', () => {
    const failing = { problems: [{ ...PROBLEM, kind: 'section_failed' as const, section: 'ports', detail: 'exit status 1' }] };
    expect(told(report(0), report(5000, failing), report(10_000, failing), report(15_000), report(20_000, failing))).toEqual([
      '1 collector_gap: dev-worker1: ports gives no data: exit status 1',
      '4 collector_gap: dev-worker1: ports gives no data: exit status 1',
    ]);
  });

  it('tells of a time in which the guest was not asked', () => {
    expect(told(report(0), report(60_000))).toEqual(['1 collector_gap: dev-worker1 was not asked for 60 s']);
  });
});
