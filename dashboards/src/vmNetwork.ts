import { below, fromBelow, lines } from './panels.ts';
import { metric } from './query.ts';
import type { OfVm, Panels } from './ofVm.ts';

/** Network of one VM, and how its answers come to Tart Lab. */
export const networkOfVm = (one: OfVm): Panels => [
  lines(
    {
      title: 'Traffic by device',
      description: 'Received, above the line, and sent, below it. The devices of single pods are in the table of interfaces.',
    },
    metric('tart_vm_device_receive_bytes_per_second', { ...one, legend: '{{device}} received' }),
    metric('tart_vm_device_transmit_bytes_per_second', { ...one, legend: '{{device}} sent' }, 'B'),
  )
    .span(8)
    .overrideByFieldType('number', [...fromBelow])
    .overrideByQuery('B', [below]),
  lines(
    { title: 'Packets by device', description: 'Received, above the line, and sent, below it.' },
    metric('tart_vm_device_receive_packets_per_second', { ...one, legend: '{{device}} received' }),
    metric('tart_vm_device_transmit_packets_per_second', { ...one, legend: '{{device}} sent' }, 'B'),
  )
    .span(8)
    .overrideByFieldType('number', [...fromBelow])
    .overrideByQuery('B', [below]),
  lines(
    { title: 'Errors and drops', description: 'Of each device, received and sent together. None is a line at 0.' },
    metric('tart_vm_device_errors_per_second', { ...one, legend: '{{device}}' }),
  )
    .span(8)
    .axisSoftMax(1),
  lines(
    { title: 'TCP sockets', description: 'By state, as ss -s counts them; the states overlap.' },
    metric('tart_vm_tcp_connections', { ...one, legend: '{{state}}' }),
  ).span(8),
  lines(
    { title: 'Round trip and answer', description: 'From asking the guest’s shell to its first byte, and to the end of the answer.' },
    metric('tart_vm_round_trip_seconds', { ...one, legend: 'round trip' }),
    metric('tart_vm_frame_seconds', { ...one, legend: 'whole answer' }, 'B'),
  ).span(8),
  lines(
    { title: 'Clock offset', description: 'Guest clock minus the proxy’s; positive when the guest is ahead.' },
    metric('tart_vm_clock_offset_seconds', { ...one, legend: 'ahead by' }),
  ).span(8),
];
