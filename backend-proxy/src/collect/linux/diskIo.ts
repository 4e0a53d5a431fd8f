import { parseDiskstats } from '../../parse/diskstats.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** Partitions and memory or image devices: their bytes are seen again on the whole disk, or are none. */
const NOT_A_DISK = /^(?:(?:z?ram|loop|fd|sr)\d+|(?:h|s|v|xv)d[a-z]+\d+|nvme\d+n\d+p\d+|mmcblk\d+(?:p\d+|boot\d+))$/;

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
    });
  },
};
