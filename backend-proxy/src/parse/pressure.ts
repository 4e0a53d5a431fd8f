import { fail, ok, type ParseFailure, type Result } from '../result.ts';

export interface Pressure {
  /** Seconds since boot in which some task waited. */
  readonly someSeconds: number;
  /** Seconds in which all tasks waited; null where the kernel does not say (CPU before Linux 5.13). */
  readonly fullSeconds: number | null;
}

/** Parses a file of `/proc/pressure`: `some avg10=… avg60=… avg300=… total=MICROSECONDS` and perhaps `full …`. Fails with the line. */
export function parsePressure(text: string): Result<Pressure, ParseFailure> {
  const totals = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    const match = /^(some|full) .*\btotal=(\d+)$/.exec(line);
    if (!match) return fail({ format: '/proc/pressure', line });
    totals.set(match[1]!, Number(match[2]) / 1e6);
  }
  const someSeconds = totals.get('some');
  if (someSeconds === undefined) return fail({ format: '/proc/pressure', line: 'some' });
  return ok({ someSeconds, fullSeconds: totals.get('full') ?? null });
}
