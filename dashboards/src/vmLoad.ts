import { areas, bare, below, colour, dashed, fromBelow, lines } from './panels.ts';
import { metric } from './query.ts';
import type { OfVm, Panels } from './ofVm.ts';

/** As top and node_exporter's dashboards paint them. */
const MODES = { user: 'blue', system: 'red', nice: 'green', iowait: 'purple', irq: 'yellow', softirq: 'light-yellow', steal: 'dark-red' };
const unstacked = { id: 'custom.stacking', value: { mode: 'none' } };

/** CPU, memory, pressure and disks of one VM. */
export function loadOfVm(one: OfVm): Panels {
  const cpu = areas(
    { title: 'CPU by mode', description: 'Share of all CPU time; what is left to 100 % is idle.' },
    metric('tart_vm_cpu_mode_ratio', { ...one, legend: '{{mode}}', filters: [{ key: 'mode', operator: '!=', values: ['idle'] }] }),
  );
  for (const [mode, name] of Object.entries(MODES)) cpu.overrideByName(mode, [colour(name)]);
  return [
    cpu.span(8),
    lines(
      { title: 'Load', description: 'Load averages, and the CPUs that there are: more load than CPUs waits.' },
      metric('tart_vm_load1', { ...one, legend: '1 min' }),
      metric('tart_vm_load5', { ...one, legend: '5 min' }, 'B'),
      metric('tart_vm_load15', { ...one, legend: '15 min' }, 'C'),
      metric('tart_vm_cpu_count', { ...one, legend: 'vCPUs' }, 'D'),
    )
      .span(8)
      .overrideByQuery('D', [dashed, colour('text'), bare]),
    lines(
      { title: 'Pressure', description: 'Share of time in which some task waited (PSI); stalled: every task did.' },
      metric('tart_vm_pressure_cpu_waiting_ratio', { ...one, legend: 'CPU' }),
      metric('tart_vm_pressure_memory_waiting_ratio', { ...one, legend: 'memory' }, 'B'),
      metric('tart_vm_pressure_memory_stalled_ratio', { ...one, legend: 'memory, stalled' }, 'C'),
      metric('tart_vm_pressure_io_waiting_ratio', { ...one, legend: 'I/O' }, 'D'),
      metric('tart_vm_pressure_io_stalled_ratio', { ...one, legend: 'I/O, stalled' }, 'E'),
    )
      .span(8)
      // Pressure is small as long as all is well: an axis to 100 % would hide it.
      .overrideByFieldType('number', [
        { id: 'max', value: null },
        { id: 'custom.axisSoftMax', value: 0.1 },
      ]),
    areas(
      { title: 'Memory', description: 'Used and available make the total; swap in use is a line of its own.' },
      metric('tart_vm_memory_used_bytes', { ...one, legend: 'used' }),
      metric('tart_vm_memory_available_bytes', { ...one, legend: 'available' }, 'B'),
      metric('tart_vm_swap_used_bytes', { ...one, legend: 'swap used' }, 'C'),
    )
      .span(8)
      .overrideByQuery('A', [colour('blue')])
      .overrideByQuery('B', [colour('green')])
      .overrideByQuery('C', [unstacked, colour('red'), bare]),
    lines(
      { title: 'Disk space', description: 'Used of each local filesystem, as df shows it.' },
      metric('tart_vm_filesystem_used_ratio', { ...one, legend: '{{mountpoint}}' }),
    ).span(8),
    lines(
      { title: 'Disk reads and writes', description: 'Read, above the line, and written, below it, of each disk.' },
      metric('tart_vm_disk_read_bytes_per_second', { ...one, legend: '{{device}} read' }),
      metric('tart_vm_disk_written_bytes_per_second', { ...one, legend: '{{device}} written' }, 'B'),
    )
      .span(8)
      .overrideByFieldType('number', [...fromBelow])
      .overrideByQuery('B', [below]),
  ];
}
