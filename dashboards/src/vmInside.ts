import { toTraffic } from './drillDown.ts';
import { bar, coloured, hidden, lines, log, rows, unfiltered, width } from './panels.ts';
import { metric, table } from './query.ts';
import type { OfVm, Panels } from './ofVm.ts';
import { POD_STATUS } from './words.ts';

/** Pods, ports, processes, filesystems and interfaces of one VM. */
export const insideVm = (one: OfVm): Panels => [
  rows(
    { title: 'Pods on it', description: 'Of the Kubernetes node that the VM is. A click on a pod leads to its logs and metrics.' },
    table('pods', {
      ...one,
      columns: ['namespace', 'pod', 'status', 'ready', 'restarts', 'since_started', 'cpu', 'memory', 'message', 'cluster'],
    }),
  )
    .height(10)
    .overrideByName('namespace', [toTraffic, width(120)])
    .overrideByName('pod', [width(270)])
    .overrideByName('status', [...coloured(POD_STATUS), width(160)])
    .overrideByName('ready', [width(70)])
    .overrideByName('restarts', [width(90)])
    .overrideByName('since_started', [width(100)])
    .overrideByName('cpu', [width(75)])
    .overrideByName('memory', [width(95)])
    .overrideByName('cluster', [hidden]),
  rows(
    { title: 'Processes', description: 'The busiest; CPU since each started, 100 % being one CPU. Read while someone looks.' },
    table('processes', { ...one, columns: ['command', 'cpu', 'memory', 'user', 'pid'] }),
  )
    .span(8)
    .height(9)
    .overrideByName('cpu', [unfiltered, width(65)])
    .overrideByName('memory', [unfiltered, width(85)])
    .overrideByName('user', [width(85)])
    .overrideByName('pid', [unfiltered, width(70)]),
  rows(
    { title: 'Listening ports', description: 'And the process that listens, where the guest may say.' },
    table('ports', { ...one, columns: ['port', 'protocol', 'process', 'address', 'pid'] }),
  )
    .span(8)
    .height(9)
    .overrideByName('port', [unfiltered, width(60)])
    .overrideByName('protocol', [unfiltered, width(70)])
    .overrideByName('address', [width(125)])
    .overrideByName('pid', [unfiltered, width(65)]),
  log(
    { title: 'Changes of ports', description: 'Opened, closed, or another process on it, in the time range.' },
    { ...one, kinds: ['port_opened', 'port_closed', 'port_owner_changed'], limit: 500 },
  )
    .span(8)
    .height(9),
  rows(
    { title: 'Filesystems', description: 'Local ones.' },
    table('filesystems', { ...one, columns: ['mountpoint', 'used_ratio', 'used', 'available', 'size'] }),
  )
    .span(12)
    .height(7)
    .overrideByName('used_ratio', [bar, unfiltered, width(150)])
    .overrideByName('used', [width(100)])
    .overrideByName('available', [width(100)])
    .overrideByName('size', [width(100)]),
  rows(
    { title: 'Interfaces', description: 'All, also those of single pods.' },
    table('interfaces', { ...one, columns: ['device', 'receive', 'transmit', 'receive_total', 'transmit_total'] }),
  )
    .span(12)
    .height(7)
    .overrideByName('receive', [unfiltered])
    .overrideByName('transmit', [unfiltered])
    .overrideByName('receive_total', [unfiltered])
    .overrideByName('transmit_total', [unfiltered]),
  lines(
    { title: 'Number of listening ports', description: 'By protocol.' },
    metric('tart_vm_ports_listening', { ...one, legend: '{{protocol}}' }),
  )
    .overrideByFieldType('number', [{ id: 'custom.lineInterpolation', value: 'stepAfter' }])
    .span(12)
    .height(6),
  lines(
    { title: 'Processes and threads', description: 'How many there are.' },
    metric('tart_vm_processes', { ...one, legend: 'processes' }),
    metric('tart_vm_threads', { ...one, legend: 'threads' }, 'B'),
  )
    .span(12)
    .height(6),
  lines(
    { title: 'Starts and context switches', description: 'Processes started, and context switches, each second.' },
    metric('tart_vm_forks_per_second', { ...one, legend: 'processes started' }),
    metric('tart_vm_context_switches_per_second', { ...one, legend: 'context switches' }, 'B'),
  )
    .span(12)
    .height(6)
    .overrideByQuery('A', [{ id: 'custom.axisPlacement', value: 'right' }]),
  lines(
    { title: 'What Tart Lab costs in it', description: 'CPU that reading this guest takes in the guest.' },
    metric('tart_vm_frame_cpu_ratio', { ...one, legend: 'CPU' }),
  )
    .span(12)
    .height(6)
    // Thousandths: an axis to 100 % would hide them.
    .overrideByFieldType('number', [{ id: 'max', value: null }]),
];
