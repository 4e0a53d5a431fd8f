import { MEMORY_DETAILS } from '@tart-lab/contract/guestDetails.ts';
import type { Reading } from '@tart-lab/contract/sample.ts';
import { parseMeminfo } from '../../parse/meminfo.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

const FIELDS = ['MemTotal', 'MemFree', 'MemAvailable', 'Buffers', 'Cached', 'Shmem', 'SReclaimable', 'SwapTotal', 'SwapFree'].map(
  (field) => ({ field, name: `node_memory_${field}_bytes` }),
);

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
      readings: FIELDS.flatMap(({ field, name }) => {
        const bytes = fields.value.get(field);
        return bytes === undefined ? [] : [reading(name, bytes)];
      }),
      details: () => detailsOf(fields.value),
    });
  },
};

/** The other fields: `Active(anon)` is `Active_anon` there, and what the kernel counts in pages has no unit in its name. */
function detailsOf(fields: ReadonlyMap<string, number>): Reading[] {
  const named = new Map([...fields].map(([field, value]) => [field.replace(/\((.*)\)/, '_$1'), value]));
  return MEMORY_DETAILS.flatMap((detail) => {
    const value = named.get(detail.replace(/_bytes$/, ''));
    return value === undefined ? [] : [reading(`node_memory_${detail}`, value)];
  });
}
