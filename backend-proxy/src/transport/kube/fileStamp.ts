import { statSync } from 'node:fs';

/**
 * What tells that one of the files was written anew: their times and sizes. A file that is not there, or closed to us, has a stamp too.
 * It is asked for with every request, and directly: through a thread each file took the proxy a millisecond.
 */
export const fileStamp = (files: readonly string[]): string => files.map(stampOf).join(' ');

function stampOf(file: string): string {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats ? `${stats.mtimeMs}:${stats.size}:${stats.ino}` : 'missing';
  } catch {
    return 'missing'; // what is wrong with it is said by whoever reads it
  }
}
