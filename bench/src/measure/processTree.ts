import { type ProcessTimes, readAllProcessTimes } from './procStat.ts';

/** The processes below `roots`, with the roots themselves, however deep. */
export function descendants(all: readonly ProcessTimes[], roots: readonly number[]): ProcessTimes[] {
  const found = all.filter(({ pid }) => roots.includes(pid));
  // `found` grows while it is walked.
  for (const { pid } of found) found.push(...all.filter((process) => process.parent === pid && !found.includes(process)));
  return found;
}

/**
 * CPU seconds that processes have used since they began: threads, living descendants, and ended ones that were waited for.
 * Read it twice and subtract. Resolution 10 ms a process; what an orphan used is lost when it ends.
 */
export function treeCpuSeconds(roots: readonly number[]): number {
  return descendants(readAllProcessTimes(), roots).reduce((sum, { ownSeconds, endedSeconds }) => sum + ownSeconds + endedSeconds, 0);
}
