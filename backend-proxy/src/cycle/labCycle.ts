import { randomBytes } from 'node:crypto';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import { LINUX_COLLECTORS } from '../collect/registry.ts';
import type { GuestReport } from '../collect/report.ts';
import { openGuestRunner } from '../collect/runner.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { toInventoryEvents } from '../inventory/toInventoryEvents.ts';
import { every } from '../lifecycle/every.ts';
import { rest } from '../lifecycle/rest.ts';
import type { LabState } from '../live/labState.ts';
import type { Log } from '../log.ts';
import type { History } from '../store/history.ts';
import type { GuestPool, SshLogin } from '../transport/transport.ts';
import { guestLoop } from './guestLoop.ts';
import { Reach } from './reach.ts';

export interface LabCycleParts {
  readonly intervals: { readonly guestsMs: number; readonly inventoryMs: number; readonly portsMs: number; readonly disksMs: number };
  readonly loginOf: (vm: string) => SshLogin;
  /** Opens the inventory; the one given hears whenever an address arrives late. */
  readonly openInventory: (onChange: () => void) => Inventory;
  readonly pool: GuestPool;
  readonly lab: LabState;
  readonly history: Pick<History, 'append' | 'appendEvents'>;
  readonly log: Log;
  readonly now: () => number;
}

/** So many guests begin at one instant: a proxy that wakes up once for all of them costs less than one that wakes for each. */
const TOGETHER = 50;
/** The guests beyond begin so much later, one after the other: a thousand spread over an interval. */
const STEP_MS = 5;
const RECONCILE_AFTER_MS = 25;

/**
 * Keeps the lab's memory and history up to date until `signal` aborts: one loop for the inventory, one for each VM that runs.
 * A VM that stops or leaves loses its loop and its connection; one that comes gets them. Resolves when every loop has ended.
 */
export async function runLabCycle(parts: LabCycleParts, signal: AbortSignal): Promise<void> {
  const { intervals, lab, pool, log } = parts;
  const inventory = parts.openInventory(reconcileSoon);
  const loops = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  const firstAnswers = new Set<string>();
  const reach = new Reach(parts.loginOf);
  let known: readonly Vm[] | null = null;
  let stale = false;
  let waking = false;

  function deliver(report: GuestReport, samples: readonly Sample[], events: readonly LabEvent[]): void {
    lab.applyReport(report, samples);
    parts.history.append(samples);
    publish(events);
    if (!report.answered) inventory.reportUnanswered(report.vm);
    firstAnswers.delete(report.vm);
    if (firstAnswers.size === 0) lab.markReady();
  }

  function publish(events: readonly LabEvent[]): void {
    parts.history.appendEvents(events);
    for (const { kind, text, labels } of events) log.info({ kind, text, ...labels }, 'lab_changed');
  }

  function start(name: string, position: number): void {
    const stop = new AbortController();
    const runner = openGuestRunner({
      vm: name,
      collectors: LINUX_COLLECTORS,
      intervals: { guests: intervals.guestsMs, ports: intervals.portsMs, disks: intervals.disksMs },
      pool,
      now: parts.now,
      nonce: () => randomBytes(16).toString('hex'),
      onEvent: ({ event, ...fields }) => log.warn(fields, event),
    });
    const vm = (): Vm | undefined => lab.find(name)?.vm;
    const loop = {
      name,
      runner,
      intervalMs: intervals.guestsMs,
      delayMs: Math.min(Math.max(0, position - TOGETHER) * STEP_MS, intervals.guestsMs),
      now: parts.now,
      vm,
      target: () => reach.targetOf(name),
      processesWanted: () => lab.processesWanted(name),
      deliver,
    };
    const ended = guestLoop(loop, AbortSignal.any([signal, stop.signal])).catch((bug: unknown) => {
      if (!signal.aborted) log.error({ target: name, stack: bug instanceof Error ? bug.stack : String(bug) }, 'guest_loop_failed');
    });
    loops.set(name, { stop, ended });
  }

  /** Takes over what the inventory knows now: loops for the VMs that run, none for the others, and what changed as events. */
  function reconcile(): void {
    stale = false;
    const vms = inventory.vms();
    const problems = inventory.problems();
    reach.take(inventory.targets(), problems);
    lab.setInventory(vms, problems);
    publish(toInventoryEvents(known, vms, parts.now()));
    if (inventory.ready()) known = vms;
    const running = new Set(vms.filter((vm) => vm.state === 'running').map((vm) => vm.name));
    for (const [name, { stop }] of loops) {
      if (running.has(name)) continue;
      stop.abort();
      loops.delete(name);
      firstAnswers.delete(name);
      pool.drop(name);
    }
    // A VM whose address is still being looked up begins when it is found, or is known not to be.
    const added = [...running].filter((name) => !loops.has(name) && reach.isDecided(name));
    for (const [position, name] of added.entries()) {
      if (!lab.isReady()) firstAnswers.add(name);
      start(name, position);
    }
    if (inventory.ready() && running.size === loops.size && firstAnswers.size === 0) lab.markReady();
  }

  /** Addresses of many VMs arrive one by one; they are taken over together. */
  function reconcileSoon(): void {
    stale = true;
    if (waking || signal.aborted) return;
    waking = true;
    void rest(RECONCILE_AFTER_MS, signal).then(() => {
      waking = false;
      if (stale && !signal.aborted) reconcile();
    });
  }

  await every(
    intervals.inventoryMs,
    async () => {
      await inventory.refresh(signal);
      if (!signal.aborted) reconcile();
    },
    signal,
  );
  await Promise.all([...loops.values()].map(({ ended }) => ended));
}
