import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** Parses `/proc/vmstat`: one `name count` a line. Fails with the first line that is no such, or when there is none. */
export function parseVmstat(text: string): Result<ReadonlyMap<string, number>, ParseFailure> {
  const counts = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    const [, name, count] = /^(\w+) (-?\d+)$/.exec(line) ?? [];
    if (name === undefined) return fail({ format: '/proc/vmstat', line });
    counts.set(name, Number(count));
  }
  return ok(counts);
}
