import type { Random } from '../random.ts';

/** One of a list that is not empty. */
export function pick<T>(random: Random, all: readonly T[]): T {
  const chosen = all[Math.floor(random.next() * all.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}
