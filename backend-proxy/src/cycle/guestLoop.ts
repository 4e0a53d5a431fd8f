import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import type { GuestReport } from '../collect/report.ts';
import type { GuestRunner } from '../collect/runner.ts';
import { every } from '../lifecycle/every.ts';
import { rest } from '../lifecycle/rest.ts';
import type { Result } from '../result.ts';
import { sampleReport, type SampleMemory } from '../sample/sampleReport.ts';
import { toEvents, type EventMemory } from '../sample/toEvents.ts';
import type { GuestTarget } from '../transport/transport.ts';

/** What one VM's loop needs of its surroundings. */
export interface GuestLoopParts {
  readonly name: string;
  readonly runner: GuestRunner;
  readonly intervalMs: number;
  /** Wait before the first frame, so that many guests do not all fall on one instant. */
  readonly delayMs: number;
  readonly now: () => number;
  /** The VM as the inventory knows it now. */
  vm(): Vm | undefined;
  /** How it is reached now, or why it cannot be. */
  target(): Result<GuestTarget, Problem>;
  /** Whether someone looks at its processes. */
  processesWanted(): boolean;
  deliver(report: GuestReport, samples: readonly Sample[], events: readonly LabEvent[]): void;
}

/**
 * Reads one VM until `signal` aborts: ask a frame, make samples and events of it, hand them on.
 * A VM that cannot be reached gives reports too, without an answer, so that its gap has a reason.
 */
export async function guestLoop(parts: GuestLoopParts, signal: AbortSignal): Promise<void> {
  let samplesBefore: SampleMemory | undefined;
  let eventsBefore: EventMemory | undefined;

  async function cycle(): Promise<void> {
    const target = parts.target();
    if (parts.processesWanted()) parts.runner.wantProcesses(parts.now() + parts.intervalMs);
    const report = target.ok ? await parts.runner.sample(target.value, signal) : unanswered(parts.name, target.error, parts.now());
    const vm = parts.vm();
    if (signal.aborted || !vm) return;
    const whose = { vm, intervalMs: parts.intervalMs };
    const { samples, memory } = sampleReport(samplesBefore, report, whose);
    const changes = toEvents(eventsBefore, report, whose);
    samplesBefore = memory;
    eventsBefore = changes.memory;
    parts.deliver(report, samples, changes.events);
  }

  await rest(parts.delayMs, signal);
  // Ticks count from this guest's own start: its first two frames are a whole interval apart, as rates want it.
  await every(parts.intervalMs, cycle, signal, Date.now() % parts.intervalMs);
}

function unanswered(vm: string, problem: Problem, atMs: number): GuestReport {
  return { vm, atMs, answered: false, problem, sections: [], problems: [], readings: [], freshChannel: false };
}
