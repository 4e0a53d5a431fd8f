import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/**
 * Parses `date +%s.%N`, or bash's `$EPOCHREALTIME` with six decimals: seconds since the epoch. busybox built without nanoseconds prints `%N` as it stands: whole seconds
 * then, up to one second behind. Fails with the line.
 */
export function parseDate(text: string): Result<number, ParseFailure> {
  const match = /^(\d+)\.(?:(\d{6}|\d{9})|%?N)\s*$/.exec(text);
  if (!match) return fail({ format: 'date +%s.%N', line: text.split('\n')[0] ?? '' });
  return ok(Number(match[1]) + Number(`0.${match[2] ?? 0}`));
}
