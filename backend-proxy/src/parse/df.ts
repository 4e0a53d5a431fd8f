import { fail, ok, type ParseFailure, type Result } from '../result.ts';

export interface DfRow {
  readonly device: string;
  readonly mountpoint: string;
  /** `ext4`; null where df does not tell. */
  readonly fstype: string | null;
  readonly sizeBytes: number;
  readonly usedBytes: number;
  /** What users without privileges can have: less than size − used where the filesystem keeps a reserve. */
  readonly availableBytes: number;
  /** Inodes; null where df or the filesystem does not count them. */
  readonly files: number | null;
  readonly filesFree: number | null;
}

const SIZES = String.raw`(?<size>\d+|-)\s+(?<used>\d+|-)\s+(?<available>-?\d+|-)`;
/** The three layouts that the collector may get, by their header: of GNU df with the columns asked for, of `-P -T` and of `-P`. */
const LAYOUTS = [
  {
    header: /^Filesystem\s+Type\s+Inodes\s+IFree\s+1K-blocks\s+Used\s+Avail\s+Mounted on$/,
    row: new RegExp(String.raw`^(?<device>.+?)\s+(?<fstype>\S+)\s+(?<files>\d+|-)\s+(?<filesFree>\d+|-)\s+${SIZES}\s+(?<mountpoint>/.*)$`),
  },
  {
    header: /^Filesystem\s+Type\s+1024-blocks\s/,
    row: new RegExp(String.raw`^(?<device>.+?)\s+(?<fstype>\S+)\s+${SIZES}\s+(?:\d+%|-)\s+(?<mountpoint>/.*)$`),
  },
  {
    header: /^Filesystem\s+1024-blocks\s/,
    row: new RegExp(String.raw`^(?<device>.+?)\s+${SIZES}\s+(?:\d+%|-)\s+(?<mountpoint>/.*)$`),
  },
];

const countOf = (text: string | undefined): number | null => (text === undefined || text === '-' ? null : Number(text));

/**
 * Parses df's table in 1024-byte blocks: `df -P -k`, with or without `-T`, or GNU df's with
 * `--output=source,fstype,itotal,iavail,size,used,avail,target`; one line per filesystem.
 * Device and mount point may hold spaces; a filesystem that counts nothing (`-`) is left out. Sizes are bytes; a full disk's
 * negative rest is 0. Fails: without header, without any row, or with the line that is neither.
 */
export function parseDf(text: string): Result<DfRow[], ParseFailure> {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const layout = LAYOUTS.find((each) => each.header.test(header));
  if (!layout) return fail({ format: 'df -P -k', line: header });
  if (lines.length === 0) return fail({ format: 'df -P -k', line: '' });
  const rows: DfRow[] = [];
  for (const line of lines) {
    const groups = layout.row.exec(line)?.groups;
    if (!groups) return fail({ format: 'df -P -k', line });
    const { device = '', mountpoint = '', fstype, size, used, available, files, filesFree } = groups;
    const [sizeKib, usedKib, availableKib] = [countOf(size), countOf(used), countOf(available)];
    if (sizeKib === null || usedKib === null || availableKib === null) continue;
    rows.push({
      device,
      mountpoint,
      fstype: fstype ?? null,
      sizeBytes: sizeKib * 1024,
      usedBytes: usedKib * 1024,
      availableBytes: Math.max(0, availableKib) * 1024,
      files: countOf(files),
      filesFree: countOf(filesFree),
    });
  }
  return ok(rows);
}
