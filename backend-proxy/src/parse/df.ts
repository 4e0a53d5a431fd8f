import { fail, ok, type ParseFailure, type Result } from '../result.ts';

export interface DfRow {
  readonly device: string;
  readonly mountpoint: string;
  readonly sizeBytes: number;
  readonly usedBytes: number;
  /** What users without privileges can have: less than size − used where the filesystem keeps a reserve. */
  readonly availableBytes: number;
}

const ROW = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(?:\d+%|-)\s+(\/.*)$/;
/** df prints `-` for what a filesystem does not count. */
const UNCOUNTED = /^.+?\s+(?:\d+|-)\s+(?:\d+|-)\s+(?:-?\d+|-)\s+(?:\d+%|-)\s+\/.*$/;

/**
 * Parses `df -P -k`: `Filesystem 1024-blocks Used Available Capacity Mounted on`, one line per filesystem.
 * Device and mount point may hold spaces; a filesystem that counts nothing (`-`) is left out. Sizes are bytes; a full disk's
 * negative rest is 0. Fails: without header, without any row, or with the line that is neither.
 */
export function parseDf(text: string): Result<DfRow[], ParseFailure> {
  const [header, ...lines] = text.trimEnd().split('\n');
  if (!/^Filesystem\s+1024-blocks\s/.test(header ?? '')) return fail({ format: 'df -P -k', line: header ?? '' });
  if (lines.length === 0) return fail({ format: 'df -P -k', line: '' });
  const rows: DfRow[] = [];
  for (const line of lines) {
    const match = ROW.exec(line);
    if (!match && !UNCOUNTED.test(line)) return fail({ format: 'df -P -k', line });
    if (!match) continue;
    const [, device, size, used, available, mountpoint] = match;
    rows.push({
      device: device!,
      mountpoint: mountpoint!,
      sizeBytes: Number(size) * 1024,
      usedBytes: Number(used) * 1024,
      availableBytes: Math.max(0, Number(available)) * 1024,
    });
  }
  return ok(rows);
}
