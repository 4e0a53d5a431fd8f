import { stat } from 'node:fs/promises';

/** What tells that one of the files was written anew: their times and sizes. A file that is not there has a stamp too. */
export async function fileStamp(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs}:${size}:${ino}`,
        () => 'missing',
      ),
    ),
  );
  return stamps.join(' ');
}
