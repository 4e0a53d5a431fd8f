import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** Parses `uname -nrm`: host name, kernel release, machine, whatever the order of the flags. Fails with the line. */
export function parseUname(text: string): Result<{ hostname: string; kernel: string; machine: string }, ParseFailure> {
  const words = text.trim().split(/\s+/);
  const [hostname, kernel, machine] = words;
  if (!hostname || !kernel || !machine || words.length !== 3) return fail({ format: 'uname -nrm', line: text.split('\n')[0] ?? '' });
  return ok({ hostname, kernel, machine });
}
