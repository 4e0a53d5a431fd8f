import { fail, ok, type ParseFailure, type Result } from '../../result.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

const PART = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/y;

/** Parses a duration as Go prints it, `1m0.05s`, `20.032s`, `500ms` → seconds. Fails with the text. */
export function parseGoDuration(text: string): Result<number, ParseFailure> {
  let seconds = 0;
  let end = 0;
  PART.lastIndex = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    seconds += Number(part[1]) * (UNIT_SECONDS[part[2] ?? ''] ?? NaN);
    end = PART.lastIndex;
  }
  return end > 0 && end === text.length ? ok(seconds) : fail({ format: 'Go duration', line: text.slice(0, 100) });
}
