import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';

/** A host key as the file keeps it: algorithm, blob in base64, when it was first seen. */
export const StoredKey = z.object({ type: z.string(), key: z.base64(), seenAtMs: z.number() });
export type StoredKey = z.infer<typeof StoredKey>;

/** The file: keys trusted by name, and keys refused that `tart-lab trust` may accept. A guest's name is `mac/vm`. */
export const HostKeyFile = z.object({
  version: z.literal(1),
  trusted: z.record(z.string(), StoredKey),
  pending: z.record(z.string(), StoredKey),
});
export type HostKeyFile = z.infer<typeof HostKeyFile>;

export const NO_HOST_KEYS: HostKeyFile = { version: 1, trusted: {}, pending: {} };

/** Reads the known hosts. No file is an empty one; one that cannot be read or understood fails with the reason. */
export function readHostKeyFile(path: string): Result<HostKeyFile, string> {
  try {
    const file = HostKeyFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return file.success ? ok(file.data) : fail(`${path} is no list of host keys of ours`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(NO_HOST_KEYS);
    if (error instanceof SyntaxError) return fail(`${path} is not JSON`);
    return fail(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Replaces the file in one step, readable by its owner alone. Throws what the file system says. */
export function writeHostKeyFile(path: string, file: HostKeyFile): void {
  const next = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(next, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    chmodSync(next, 0o600); // a leftover of the same name keeps its own mode
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** Changes whenever the file is replaced or written to. */
export function hostKeyFileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.ino}:${stat.mtimeNs}:${stat.size}` : 'none';
}
