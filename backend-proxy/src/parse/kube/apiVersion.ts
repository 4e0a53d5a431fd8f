import { z } from 'zod';
import { fail, ok, type ParseFailure, type Result } from '../../result.ts';

const Version = z.object({ gitVersion: z.string().min(1) });

/** The API server's version, `v1.33.2`, from its `/version`. */
export function parseApiVersion(body: unknown): Result<string, ParseFailure> {
  const version = Version.safeParse(body);
  return version.success ? ok(version.data.gitVersion) : fail({ format: '/version', line: 'gitVersion' });
}
