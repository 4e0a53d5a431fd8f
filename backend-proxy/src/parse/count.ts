import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** Parses a single positive number on a line of its own, as the shell prints a count. Fails with the line. */
export function parseCount(text: string): Result<number, ParseFailure> {
  const match = /^([1-9]\d*)\s*$/.exec(text);
  return match ? ok(Number(match[1])) : fail({ format: 'count', line: text.split('\n')[0] ?? '' });
}
