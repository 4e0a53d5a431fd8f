import { fail, ok, type ParseFailure, type Result } from '../result.ts';

const LINE = /^(\d+)m(\d+(?:\.\d+)?)s (\d+)m(\d+(?:\.\d+)?)s$/;

/**
 * Parses the builtin `times`: a line for the shell and one for its children, each `0m0.012000s 0m0.004000s` (user, system);
 * dash prints six decimals, bash and busybox three. Gives the sum of all four in seconds. Fails with the line.
 */
export function parseTimes(text: string): Result<number, ParseFailure> {
  const lines = text.trimEnd().split('\n');
  let seconds = 0;
  for (const line of lines) {
    const match = LINE.exec(line);
    if (!match) return fail({ format: 'times', line });
    seconds += Number(match[1]) * 60 + Number(match[2]) + Number(match[3]) * 60 + Number(match[4]);
  }
  return lines.length === 2 ? ok(seconds) : fail({ format: 'times', line: '' });
}
