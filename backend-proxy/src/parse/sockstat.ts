import { fail, ok, type ParseFailure, type Result } from '../result.ts';

const FORMAT = '/proc/net/sockstat';

export interface Sockstat {
  readonly inUse: number;
  readonly orphaned: number;
  readonly timeWait: number;
  readonly allocated: number;
}

/**
 * Parses the TCP line of `/proc/net/sockstat`: `TCP: inuse N orphan N tw N alloc N mem N`. Counts of sockets; `inUse` is IPv4's.
 * `inUse` and `timeWait` are of the shell's own network namespace, `orphaned` and `allocated` of the whole guest.
 * Fails: with the TCP line when it lacks one of the four, or with the first line when there is none.
 */
export function parseSockstat(text: string): Result<Sockstat, ParseFailure> {
  const line = /^TCP:.*$/m.exec(text)?.[0];
  const match = /^TCP: inuse (\d+) orphan (\d+) tw (\d+) alloc (\d+)(?: |$)/.exec(line ?? '');
  if (!match) return fail({ format: FORMAT, line: line ?? text.split('\n')[0] ?? '' });
  const [inUse = NaN, orphaned = NaN, timeWait = NaN, allocated = NaN] = match.slice(1).map(Number);
  return ok({ inUse, orphaned, timeWait, allocated });
}

/** Parses `/proc/net/sockstat6`: TCP sockets in use over IPv6, from `TCP6: inuse N`. 0 without the file: that kernel has no IPv6. */
export function parseSockstat6(text: string | undefined): Result<number, ParseFailure> {
  if (text === undefined) return ok(0);
  const match = /^TCP6: inuse (\d+)$/m.exec(text);
  return match ? ok(Number(match[1])) : fail({ format: `${FORMAT}6`, line: text.split('\n')[0] ?? '' });
}

/** Reads every count of `/proc/net/sockstat` or sockstat6, as `TCP_inuse`, from lines `TCP: inuse 27 orphan 1 …`. */
export function parseSockstatCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, protocol = '', rest = ''] of text.matchAll(/^(\w+): (.*)$/gm)) {
    for (const [, name = '', count = ''] of rest.matchAll(/(\w+) (\d+)(?= |$)/g)) counts.set(`${protocol}_${name}`, Number(count));
  }
  return counts;
}
