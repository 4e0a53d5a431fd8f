import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import type { GuestPool, GuestTarget } from '../transport/transport.ts';
import type { Collector, Findings } from './collector.ts';
import { frameAsk, frameSetup } from './frame.ts';
import { type FrameText, parseFrame, type SectionFault } from './frameAnswer.ts';
import type { GuestReport } from './report.ts';
import { type Asked, type Intervals, isDue } from './schedule.ts';
import { faultProblem, garbledProblem, internalProblem, unreadableProblem } from './sectionProblem.ts';

/** How long a section that hung, or that the guest does not have, is left alone. */
const LEFT_ALONE_MS = 60_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Ends of an answer for which the section under way is to blame; a lost connection blames none. */
const BLAMES_SECTION: readonly Problem['kind'][] = ['frame_timed_out', 'frame_too_large'];

/** A change worth a log line: the first failure of a section, and its recovery with how long it took. */
export type RunnerEvent =
  | { readonly event: 'collector_failed'; readonly problem: Problem; readonly stack?: string }
  | { readonly event: 'collector_recovered'; readonly target: string; readonly collector: string; readonly lastedMs: number };

export interface GuestRunnerOptions {
  readonly vm: string;
  readonly collectors: readonly Collector[];
  readonly intervals: Intervals;
  readonly pool: GuestPool;
  /** Epoch ms. */
  readonly now: () => number;
  /** 16 random bytes in hex, new at every call. */
  readonly nonce: () => string;
  readonly onEvent?: (event: RunnerEvent) => void;
  /** From writing the question to the end of the answer. Default: four fifths of the frame's period, 1 s to 8 s. */
  readonly deadlineMs?: number;
}

export interface GuestRunner {
  /** Asks one frame and says what it brought. Never rejects because of the guest; two calls must not overlap. */
  sample(target: GuestTarget, signal: AbortSignal): Promise<GuestReport>;
  /** Someone looks at the processes table: on-demand collectors take part until then (epoch ms). */
  wantProcesses(untilMs: number): void;
}

type Section = { readonly collector: string; readonly ok: boolean };

/**
 * Reads one VM's guest, frame by frame: chooses what is due, asks it in one exchange, and gives each collector its section.
 *
 * It is the one place that knows success, failure, retries and exceptions of collectors. A problem of a section stays in every
 * report until the section comes again; `sinceMs` is when it was first seen.
 */
export function openGuestRunner(options: GuestRunnerOptions): GuestRunner {
  const { vm, collectors, intervals, pool, now, nonce } = options;
  const deadlineMs = options.deadlineMs ?? Math.min(8000, Math.max(1000, intervals.guests * 0.8));
  const setup = frameSetup(collectors);
  const asked = new Map<string, Asked>();
  const standing = new Map<string, Problem>();
  let processesUntilMs = 0;
  let rebuiltAtMs = -Infinity;

  function settle(collector: Collector, problem: Problem | undefined, atMs: number, stack?: string): void {
    const before = standing.get(collector.name);
    if (problem === undefined) {
      if (!before) return;
      standing.delete(collector.name);
      const lastedMs = atMs - (before.sinceMs ?? atMs);
      options.onEvent?.({ event: 'collector_recovered', target: vm, collector: collector.name, lastedMs });
      return;
    }
    standing.set(collector.name, { ...problem, sinceMs: before?.sinceMs ?? atMs });
    if (before?.kind !== problem.kind) options.onEvent?.({ event: 'collector_failed', problem, stack });
  }

  function read(collector: Collector, text: string, atMs: number): Findings | undefined {
    try {
      const findings = collector.toFindings(text);
      settle(collector, findings.ok ? undefined : unreadableProblem(collector, vm, findings.error), atMs);
      return findings.ok ? findings.value : undefined;
    } catch (thrown) {
      settle(collector, internalProblem(collector, vm, thrown), atMs, thrown instanceof Error ? thrown.stack : undefined);
      return undefined;
    }
  }

  /** Remembers why a section is missing. Where the frame is to blame, the section is asked again with the next one. */
  function miss(collector: Collector, fault: SectionFault, atMs: number, blame: boolean): void {
    const innocent = !fault.reached || fault.kind === 'frame_garbled' || (fault.kind === 'section_timed_out' && !blame);
    if (innocent) {
      asked.delete(collector.name);
      return;
    }
    settle(collector, faultProblem(collector, vm, fault), atMs);
    if (collector.optional || fault.kind === 'section_timed_out') leaveAlone(collector, atMs);
  }

  function leaveAlone(collector: Collector, atMs: number): void {
    asked.set(collector.name, { atMs, notBeforeMs: atMs + LEFT_ALONE_MS });
  }

  function understand(due: readonly Collector[], answer: FrameText, frameNonce: string, atMs: number, blame: boolean) {
    const sections: Section[] = [];
    const found: Findings[] = [];
    const again = new Map<string, () => readonly Reading[]>();
    let garbled: string | undefined;
    const texts = parseFrame(answer, frameNonce, due);
    due.forEach((collector) => {
      const text = texts.get(collector.name);
      if (!text) return;
      asked.set(collector.name, { atMs, notBeforeMs: 0 });
      const findings = text.ok ? read(collector, text.value, atMs) : undefined;
      sections.push({ collector: collector.name, ok: findings !== undefined });
      if (findings?.details && text.ok) again.set(collector.name, againOf(collector, text.value));
      if (findings) found.push(findings);
      else if (!text.ok) miss(collector, text.error, atMs, blame);
      else if (collector.optional) leaveAlone(collector, atMs);
      if (!text.ok && text.error.kind === 'frame_garbled') garbled = text.error.detail;
    });
    if (garbled !== undefined && atMs - rebuiltAtMs >= LEFT_ALONE_MS) {
      rebuiltAtMs = atMs;
      pool.drop(vm);
    }
    return {
      garbled: garbled === undefined ? undefined : garbledProblem(vm, garbled),
      report: {
        vm,
        atMs,
        answered: found.length > 0,
        sections,
        problems: [...standing.values()],
        readings: ([] as readonly Reading[]).concat(...found.map(({ readings }) => readings)),
        again,
        ports: found.find(({ ports }) => ports)?.ports,
        processes: found.find(({ processes }) => processes)?.processes,
        info: found.find(({ info }) => info)?.info,
      },
    };
  }

  return {
    wantProcesses(untilMs) {
      processesUntilMs = Math.max(processesUntilMs, untilMs);
    },

    async sample(target, signal) {
      const startedMs = now();
      for (const { name, onDemand } of collectors) {
        if (onDemand && startedMs >= processesUntilMs) standing.delete(name); // nobody asks, so nothing is wrong
      }
      const due = collectors.filter(
        (collector) =>
          (!collector.onDemand || startedMs < processesUntilMs) && isDue(collector, vm, asked.get(collector.name), intervals, startedMs),
      );
      const frameNonce = nonce();
      const { text, endMarker } = frameAsk(due, frameNonce);
      const answer = await pool.ask(target, { setup, text, endMarker, deadlineMs, maxBytes: MAX_ANSWER_BYTES }, signal);
      if (answer.ok) {
        const { firstByteMs, totalMs, freshChannel, stderr } = answer.value;
        // Half a round trip after writing, the guest began to read itself; the connection may have taken seconds before that.
        const atMs = now() - totalMs + firstByteMs / 2;
        const { report, garbled } = understand(due, { text: answer.value.text, stderr, whole: true }, frameNonce, atMs, true);
        if (freshChannel) {
          // A new channel may be a new boot, and its first answer came late by the shell's set-up: ask again in the next frame.
          if (!due.some(({ name }) => name === 'system')) asked.delete('system');
          asked.delete('clock');
        }
        const problem = garbled ?? (report.answered ? undefined : report.problems[0]);
        return { ...report, problem, roundTripMs: firstByteMs, frameMs: totalMs, freshChannel };
      }
      const { problem, partialText } = answer.error;
      const partial = { text: partialText, stderr: '', whole: false };
      const { report } = understand(due, partial, frameNonce, startedMs, BLAMES_SECTION.includes(problem.kind));
      return { ...report, problem, freshChannel: false };
    },
  };
}

/**
 * How to make all readings of a section again. Its text is kept instead of them: hundreds of small objects cost more. The function is
 * made here because it holds whatever is in sight where it is made, and there that is the whole frame.
 */
function againOf(collector: Collector, section: string): () => readonly Reading[] {
  return () => {
    const findings = collector.toFindings(section);
    return findings.ok ? [...findings.value.readings, ...(findings.value.details?.() ?? [])] : [];
  };
}
