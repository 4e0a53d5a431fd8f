/** Collects bytes up to a limit and forgets the rest; decoded as UTF-8 at the end, when no character can be cut by a chunk's border. */
export function cappedText(maxBytes: number): { push(chunk: Buffer): void; text(): string } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      if (bytes >= maxBytes) return;
      chunks.push(chunk.subarray(0, maxBytes - bytes));
      bytes += chunk.length;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
