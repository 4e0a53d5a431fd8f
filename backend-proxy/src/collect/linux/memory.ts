import { parseMeminfo } from '../../parse/meminfo.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

const FIELDS = ['MemTotal', 'MemFree', 'MemAvailable', 'Buffers', 'Cached', 'Shmem', 'SReclaimable', 'SwapTotal', 'SwapFree'];

/** Memory and swap in bytes: /proc/meminfo. A field that the guest's kernel does not know is absent. */
export const memory: Collector = {
  name: 'memory',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/meminfo'],
  toFindings(section) {
    const fields = parseMeminfo(splitFiles(section).get('/proc/meminfo') ?? '');
    if (!fields.ok) return fields;
    return ok({
      readings: FIELDS.flatMap((field) => {
        const bytes = fields.value.get(field);
        return bytes === undefined ? [] : [reading(`node_memory_${field}_bytes`, bytes)];
      }),
    });
  },
};
