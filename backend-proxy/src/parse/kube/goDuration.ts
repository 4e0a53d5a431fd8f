import { fail, ok, type ParseFailure, type Result } from '../../result.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Parses a duration as Go prints it, `1m0.05s`, `20.032s`, `500ms` → seconds. Fails with the text. */
export function parseGoDuration(text: string): Result<number, ParseFailure> {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/.test(text)) return fail({ format: 'Go duration', line: text.slice(0, 100) });
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([a-zµ]+)/g)) seconds += Number(number) * (UNIT_SECONDS[unit ?? ''] ?? NaN);
  return ok(seconds);
}
