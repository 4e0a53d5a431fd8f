/** Output of a program that a shell runs, which ends with a line of our own behind it. */
export interface MarkedOutput {
  /** Takes the next bytes. The program's exit status when the line has come, else null. */
  push(chunk: Buffer): number | null;
  /** What the program itself had said, up to the limit. */
  text(): string;
}

/** The longest line of ours: newline, status of three digits, space, mark, newline. */
const ROOM = 6;

/**
 * Collects output until it ends with the line `STATUS MARK`, which the shell prints after a newline of its own: output without
 * a last newline stays as it was. Of longer output the first `maxBytes` are kept; `mark` must be one that nobody can guess.
 */
export function markedOutput(mark: string, maxBytes: number): MarkedOutput {
  const line = new RegExp(`\\n(\\d{1,3}) ${mark}\\n$`);
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let totalBytes = 0;
  let ownBytes = 0;
  let tail = Buffer.alloc(0);
  return {
    push(chunk) {
      totalBytes += chunk.length;
      if (keptBytes < maxBytes) {
        const kept = chunk.subarray(0, maxBytes - keptBytes);
        chunks.push(kept);
        keptBytes += kept.length;
      }
      tail = Buffer.concat([tail, chunk.subarray(-mark.length - ROOM)]).subarray(-mark.length - ROOM);
      const [end, status] = line.exec(tail.toString('latin1')) ?? [];
      if (end === undefined) return null;
      ownBytes = end.length;
      return Number(status);
    },
    text: () => Buffer.concat(chunks).toString('utf8', 0, Math.min(keptBytes, totalBytes - ownBytes)),
  };
}
