import { parseLoadavg } from '../../parse/loadavg.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

/** Load averages and the number of threads: /proc/loadavg. */
export const load: Collector = {
  name: 'load',
  os: 'linux',
  everySeconds: 0,
  files: ['/proc/loadavg'],
  toFindings(section) {
    const load = parseLoadavg(splitFiles(section).get('/proc/loadavg') ?? '');
    if (!load.ok) return load;
    const { load1, load5, load15, threads } = load.value;
    return ok({
      readings: [
        reading('node_load1', load1),
        reading('node_load5', load5),
        reading('node_load15', load15),
        reading('node_processes_threads', threads),
      ],
    });
  },
};
