import { rest } from './rest.ts';

/** Something that was opened and has to be closed; `name` is what a person would call it. */
export interface Closable {
  readonly name: string;
  close(): Promise<void> | void;
}

/**
 * Closes parts in the reverse order of opening, one after the other, within `withinMs` altogether.
 * A part that hangs spends only its share of the time: the rest is still closed.
 * Returns the names of parts that did not close in time, or failed to, with the reason.
 */
export async function closeAll(parts: readonly Closable[], options: { withinMs: number }): Promise<string[]> {
  const endMs = Date.now() + options.withinMs;
  const left: string[] = [];
  for (const [index, part] of [...parts.entries()].reverse()) {
    const shareMs = Math.max(0, endMs - Date.now()) / (index + 1);
    const outcome = await closeOne(part, shareMs);
    if (outcome !== 'closed') left.push(`${part.name}: ${outcome}`);
  }
  return left;
}

async function closeOne(part: Closable, withinMs: number): Promise<string> {
  const enough = new AbortController();
  const closing = Promise.resolve()
    .then(() => part.close())
    .then(
      () => 'closed',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  const outcome = await Promise.race([closing, rest(withinMs, enough.signal).then(() => 'did not close in time')]);
  enough.abort();
  return outcome;
}
