import type { Problem } from '@tart-lab/contract/problem.ts';
import type { ParseFailure } from '../result.ts';
import type { Collector } from './collector.ts';
import type { SectionFault } from './frameAnswer.ts';

const EXCERPT = 160;

const problemOf = (collector: Collector, vm: string, part: Pick<Problem, 'kind' | 'detail' | 'advice'>): Problem => ({
  ...part,
  target: vm,
  doing: `read ${collector.name}`,
  section: collector.name,
});

const ADVICE: Record<SectionFault['kind'], string> = {
  section_failed: 'Run the same command in the guest as the user that Tart Lab logs in with.',
  section_timed_out: 'It is asked again in a minute. If it lasts, run the same command in the guest and see what it waits for.',
  frame_garbled: "Something else writes to the shell's output; look into the shell's start files of the user that Tart Lab logs in with.",
};

/** A section that did not arrive, as a problem fit to show. The collector's own advice comes first where it has one. */
export function faultProblem(collector: Collector, vm: string, { kind, detail }: SectionFault): Problem {
  const own = kind === 'section_failed' || kind === 'section_timed_out' ? collector.advice : undefined;
  return problemOf(collector, vm, { kind, detail, advice: own ?? ADVICE[kind] });
}

/** A section that arrived and was not understood, with the start of the line that did not fit. */
export function unreadableProblem(collector: Collector, vm: string, { format, line }: ParseFailure): Problem {
  return problemOf(collector, vm, {
    kind: 'section_unreadable',
    detail: line === '' ? `${format}: no output` : `${format}: "${line.slice(0, EXCERPT)}"`,
    advice: 'Tell us the guest’s system and this line; until then the rest of the guest is read as usual.',
  });
}

/** A bug in a collector: it costs its section alone. The stack goes to the log, not into the problem. */
export function internalProblem(collector: Collector, vm: string, thrown: unknown): Problem {
  return problemOf(collector, vm, {
    kind: 'internal',
    detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'an unknown error',
    advice: 'This is a bug in Tart Lab; the log holds its stack.',
  });
}

/** A frame whose markers were wrong; its channel is opened anew. */
export function garbledProblem(vm: string, detail: string): Problem {
  return { kind: 'frame_garbled', target: vm, doing: 'read a frame', detail, advice: ADVICE.frame_garbled };
}
