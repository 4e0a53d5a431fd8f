import type { ShownProblem } from './answers.ts';

/** A problem in two sentences: what happened to which target while doing what, and what to do next. */
export function problemText({ target, doing, detail, advice }: ShownProblem): string {
  const happened = (target === '' ? '' : `${target}: `) + detail.trim().replace(/\.$/, '');
  return [sentence(doing === '' ? happened : `${happened}, while trying to ${doing}`), sentence(advice)].filter(Boolean).join(' ');
}

const sentence = (text: string): string => {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
};
