import { fail, ok, type ParseFailure, type Result } from '../result.ts';

export interface Loadavg {
  readonly load1: number;
  readonly load5: number;
  readonly load15: number;
  /** Kernel scheduling entities: processes and their threads. */
  readonly threads: number;
}

/** Parses `/proc/loadavg`: `0.42 0.37 0.31 2/512 18233`; the number behind the slash counts threads. Fails with the line. */
export function parseLoadavg(text: string): Result<Loadavg, ParseFailure> {
  const match = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) \d+\/(\d+) \d+\s*$/.exec(text);
  if (!match) return fail({ format: '/proc/loadavg', line: text.split('\n')[0] ?? '' });
  const [load1, load5, load15, threads] = match.slice(1).map(Number);
  return ok({ load1: load1!, load5: load5!, load15: load15!, threads: threads! });
}
