import { parseDiskstats } from '../../parse/diskstats.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** Partitions and memory or image devices: their bytes are seen again on the whole disk, or are none. */
const NOT_A_DISK = /^(?:(?:z?ram|loop|fd|sr)\d+|(?:h|s|v|xv)d[a-z]+\d+|nvme\d+n\d+p\d+|mmcblk\d+(?:p\d+|boot\d+))$/;

/** Name, column and how many of the column make one: what /proc/diskstats counts beside what history keeps. Old kernels lack the last. */
const DETAILS = [
  ['reads_merged_total', 1, 1],
  ['read_time_seconds_total', 3, 1000],
  ['writes_merged_total', 5, 1],
  ['write_time_seconds_total', 7, 1000],
  ['io_now', 8, 1],
  ['io_time_weighted_seconds_total', 10, 1000],
  ['discards_completed_total', 11, 1],
  ['discards_merged_total', 12, 1],
  ['discarded_sectors_total', 13, 1],
  ['discard_time_seconds_total', 14, 1000],
  ['flush_requests_total', 15, 1],
  ['flush_requests_time_seconds_total', 16, 1000],
] as const;

/** Bytes, operations and busy time of whole disks: /proc/diskstats. */
export const diskIo: Collector = {
  name: 'diskIo',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/diskstats'],
  toFindings(section) {
    const rows = parseDiskstats(splitFiles(section).get('/proc/diskstats') ?? '');
    if (!rows.ok) return rows;
    const disks = rows.value.filter(({ device }) => !NOT_A_DISK.test(device));
    return ok({
      readings: disks.flatMap(({ device, readBytes, writtenBytes, readsCompleted, writesCompleted, ioTimeSeconds }) => [
        reading('node_disk_read_bytes_total', readBytes, { device }),
        reading('node_disk_written_bytes_total', writtenBytes, { device }),
        reading('node_disk_reads_completed_total', readsCompleted, { device }),
        reading('node_disk_writes_completed_total', writesCompleted, { device }),
        reading('node_disk_io_time_seconds_total', ioTimeSeconds, { device }),
      ]),
      details: () =>
        disks.flatMap(({ device, counters }) =>
          DETAILS.flatMap(([name, column, divisor]) => {
            const count = counters[column];
            return count === undefined ? [] : [reading(`node_disk_${name}`, count / divisor, { device })];
          }),
        ),
    });
  },
};
