import type { EventKind, LabEvent, Severity } from '@tart-lab/contract/event.ts';
import type { GuestReport } from '../collect/report.ts';
import { type PortOwners, portChanges, toPortOwners } from './portEvents.ts';
import type { SampleTarget } from './sampleReport.ts';

/** What must be remembered of a VM's frames to see what changed. Times are epoch ms. */
export interface EventMemory {
  readonly lastAnsweredMs: number | null;
  readonly firstMissedMs: number | null;
  readonly missed: number;
  readonly unreachable: boolean;
  readonly uptimeSeconds: number | null;
  readonly bootId: string | null;
  /** A reboot was seen by the uptime; the new boot id that follows is the same one. */
  readonly rebootSeen: boolean;
  readonly ports: PortOwners | null;
  readonly failing: ReadonlySet<string>;
}

const NOTHING: EventMemory = {
  lastAnsweredMs: null,
  firstMissedMs: null,
  missed: 0,
  unreachable: false,
  uptimeSeconds: null,
  bootId: null,
  rebootSeen: false,
  ports: null,
  failing: new Set(),
};

const MISSED_FRAMES = 3;
const SILENT_MS = 15_000;
const MAX_GAP_INTERVALS = 2.5;

const duration = (ms: number) => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

type Add = (kind: EventKind, severity: Severity, text: string, labels?: Record<string, string>, atMs?: number) => void;

/** A frame that brought nothing: after three, or 15 s, one event, and no more until the guest is back. */
function missFrame(before: EventMemory, report: GuestReport, vm: string, add: Add): EventMemory {
  const missed = before.missed + 1;
  const firstMissedMs = before.firstMissedMs ?? report.atMs;
  const silentMs = report.atMs - (before.lastAnsweredMs ?? firstMissedMs);
  const unreachable = before.unreachable || missed >= MISSED_FRAMES || silentMs >= SILENT_MS;
  if (unreachable && !before.unreachable) {
    const { kind, detail } = report.problem ?? { kind: 'shell_failed', detail: 'no answer' };
    add('unreachable', 'error', `${vm} does not answer: ${detail}`, { problem: kind });
  }
  return { ...before, missed, firstMissedMs, unreachable };
}

function reboot(before: EventMemory, report: GuestReport, vm: string, add: Add) {
  const uptimeSeconds = report.readings.find(({ name }) => name === 'tart_uptime_seconds')?.value ?? null;
  const bootId = report.info?.bootId ?? null;
  const byUptime = before.uptimeSeconds !== null && uptimeSeconds !== null && uptimeSeconds < before.uptimeSeconds;
  const byBootId = before.bootId !== null && bootId !== null && bootId !== before.bootId && !before.rebootSeen;
  if (byUptime || byBootId) {
    const bootedMs = uptimeSeconds === null ? report.atMs : report.atMs - uptimeSeconds * 1000;
    add('vm_rebooted', 'warning', `${vm} rebooted`, {}, bootedMs);
  }
  return {
    rebooted: byUptime || byBootId,
    uptimeSeconds: uptimeSeconds ?? before.uptimeSeconds,
    bootId: bootId ?? before.bootId,
    rebootSeen: bootId === null && (before.rebootSeen || byUptime),
  };
}

/**
 * Says what happened to a guest between its last reports and this one: rebooted, ports opened, closed or with a new owner,
 * unreachable, back, a collector that no longer gives data, a gap in which nothing was asked. Pure: memory in, memory out.
 *
 * The first answered report is the ground to compare with and gives no event; after a reboot the ports are compared anew.
 */
export function toEvents(
  memory: EventMemory | undefined,
  report: GuestReport,
  { vm, intervalMs }: SampleTarget,
): { events: LabEvent[]; memory: EventMemory } {
  const before = memory ?? NOTHING;
  const events: LabEvent[] = [];
  const target = { vm: vm.name, mac: vm.mac, ...(vm.cluster === null ? {} : { cluster: vm.cluster }) };
  const add: Add = (kind, severity, text, labels = {}, atMs = report.atMs) =>
    events.push({ atMs, kind, severity, text, labels: { ...target, ...labels } });

  if (!report.answered) return { memory: missFrame(before, report, vm.name, add), events };

  const silentMs = before.lastAnsweredMs === null ? 0 : report.atMs - before.lastAnsweredMs;
  if (before.unreachable) {
    const since = before.lastAnsweredMs ?? before.firstMissedMs ?? report.atMs;
    add('back', 'info', `${vm.name} answers again after ${duration(report.atMs - since)}`);
  } else if (before.missed === 0 && silentMs > Math.max(SILENT_MS, intervalMs * MAX_GAP_INTERVALS)) {
    add('collector_gap', 'warning', `${vm.name} was not asked for ${duration(silentMs)}`, { collector: 'frame' });
  }
  const { rebooted, ...boot } = reboot(before, report, vm.name, add);

  const ports = report.ports ? toPortOwners(report.ports) : null;
  const portsBefore = rebooted ? null : before.ports;
  if (ports && portsBefore) {
    for (const { kind, text, protocol, port } of portChanges(portsBefore, ports))
      add(kind, 'info', `${vm.name}: ${text}`, { protocol, port });
  }

  const failing = new Set(report.problems.flatMap(({ section }) => section ?? []));
  for (const { section, detail } of before.lastAnsweredMs === null ? [] : report.problems) {
    if (section === undefined || before.failing.has(section)) continue;
    add('collector_gap', 'warning', `${vm.name}: ${section} gives no data: ${detail}`, { collector: section });
  }
  return {
    events,
    memory: {
      lastAnsweredMs: report.atMs,
      firstMissedMs: null,
      missed: 0,
      unreachable: false,
      ...boot,
      ports: ports ?? portsBefore,
      failing,
    },
  };
}
