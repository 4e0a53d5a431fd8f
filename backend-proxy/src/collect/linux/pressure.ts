import { parsePressure } from '../../parse/pressure.ts';
import { ok } from '../../result.ts';
import { type Collector, reading } from '../collector.ts';
import { splitFiles } from '../headFiles.ts';

const RESOURCES = (['cpu', 'memory', 'io'] as const).map((resource) => ({
  resource,
  file: `/proc/pressure/${resource}`,
  waiting: `node_pressure_${resource}_waiting_seconds_total`,
  stalled: `node_pressure_${resource}_stalled_seconds_total`,
}));

/**
 * Pressure stall information (PSI): seconds in which tasks waited for CPU, memory or I/O.
 * A kernel without CONFIG_PSI, or started with `psi=0`, has none. `full` of the CPU means nothing for a whole machine.
 */
export const pressure: Collector = {
  name: 'pressure',
  os: 'linux',
  everySeconds: 0,
  optional: true,
  files: RESOURCES.map(({ file }) => file),
  advice: "Start the guest's kernel with psi=1 to see pressure; everything else works without it.",
  toFindings(section) {
    const files = splitFiles(section);
    const readings = [];
    for (const { resource, file, waiting, stalled } of RESOURCES) {
      const lines = parsePressure(files.get(file) ?? '');
      if (!lines.ok) return lines;
      const { someSeconds, fullSeconds } = lines.value;
      readings.push(reading(waiting, someSeconds));
      if (resource !== 'cpu' && fullSeconds !== null) readings.push(reading(stalled, fullSeconds));
    }
    return ok({ readings });
  },
};
