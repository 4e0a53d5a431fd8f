import { fail, ok, type ParseFailure, type Result } from '../result.ts';
import { numbersOf } from './numbersOf.ts';

export interface DiskstatsRow {
  readonly device: string;
  readonly readsCompleted: number;
  readonly readBytes: number;
  readonly writesCompleted: number;
  readonly writtenBytes: number;
  readonly ioTimeSeconds: number;
  /** All that the kernel counts, in its order and units. */
  readonly counters: readonly number[];
}

/** The kernel counts sectors of 512 bytes whatever the disk's own sectors are. */
const SECTOR_BYTES = 512;
const DEVICE = /^\s*\d+\s+\d+\s+(?<device>\S+)(?<rest>.*)$/;

/**
 * Parses `/proc/diskstats` (Documentation/admin-guide/iostats.rst).
 *
 * Shape: `major minor device` and at least 11 counters per block device, partitions and loop devices too; newer kernels add more.
 * Units: bytes and seconds since boot. Fails: with the first line that has fewer counters, or when there is no text at all.
 */
export function parseDiskstats(text: string): Result<DiskstatsRow[], ParseFailure> {
  const rows: DiskstatsRow[] = [];
  const wrong = text
    .trimEnd()
    .split('\n')
    .find((line) => {
      const { device, rest } = DEVICE.exec(line)?.groups ?? {};
      const counters = numbersOf(rest ?? '');
      if (!device || counters === null || counters.length < 11) return true;
      rows.push({
        device,
        readsCompleted: counters[0]!,
        readBytes: counters[2]! * SECTOR_BYTES,
        writesCompleted: counters[4]!,
        writtenBytes: counters[6]! * SECTOR_BYTES,
        ioTimeSeconds: counters[9]! / 1000,
        counters,
      });
      return false;
    });
  return wrong === undefined ? ok(rows) : fail({ format: '/proc/diskstats', line: wrong });
}
