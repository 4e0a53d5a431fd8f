import type { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { areas, lines, steps, vmLines } from './panels.ts';
import { metric } from './query.ts';

/** Which VMs; of many the ten that cost most. */
interface OfVms {
  readonly clusters: string[];
  readonly vms: string[];
}
// Thousandths: an axis to 100 % would hide them.
const openEnd = { id: 'max', value: null };

/** What collection costs in the guests, in the proxy and on its disk, and what it gives for it. */
export const costOfCollection = (of: OfVms): TimeSeriesPanel[] => [
  vmLines(
    { title: 'CPU in the guests', description: 'What reading a guest takes of its CPUs; the ten that pay most.' },
    metric('tart_vm_frame_cpu_ratio', { ...of, top: 10, legend: '{{vm}}' }),
  )
    .span(8)
    .overrideByFieldType('number', [openEnd]),
  vmLines(
    { title: 'Whole answer', description: 'From asking a guest to the end of its answer; the ten slowest.' },
    metric('tart_vm_frame_seconds', { ...of, top: 10, legend: '{{vm}}' }),
  ).span(8),
  vmLines(
    { title: 'Round trip', description: 'From asking a guest’s shell to its first byte; the ten slowest.' },
    metric('tart_vm_round_trip_seconds', { ...of, top: 10, legend: '{{vm}}' }),
  ).span(8),
  lines(
    { title: 'CPU of the proxy', description: 'Of one CPU; and the share of time in which its main thread had work.' },
    metric('tartlab_proxy_cpu_ratio', { legend: 'CPU' }),
    metric('tartlab_proxy_loop_busy_ratio', { legend: 'main thread busy' }, 'B'),
  )
    .span(8)
    .overrideByFieldType('number', [openEnd]),
  lines({ title: 'Memory of the proxy', description: 'Resident.' }, metric('tartlab_proxy_memory_bytes', { legend: 'resident' })).span(8),
  lines(
    { title: 'Values collected', description: 'Values that collection hands to history each second.' },
    metric('tartlab_samples_per_second', { legend: 'values' }),
  )
    .span(8)
    // Usage comes in every third cycle.
    .interval('30s'),
  lines({ title: 'Size of history', description: 'The history’s files.' }, metric('tartlab_history_bytes', { legend: 'files' })).span(6),
  lines({ title: 'Series in history', description: 'Series that it knows.' }, metric('tartlab_history_series', { legend: 'series' })).span(
    6,
  ),
  areas(
    { title: 'Requests answered', description: 'By class of status. A stream counts when it ends.' },
    metric('tartlab_requests_per_second', { legend: '{{code}}' }),
  ).span(6),
  steps(
    { title: 'Live answers', description: 'Tabs that follow, their queries, and the answers computed for them once a cycle.' },
    metric('tartlab_streams', { legend: 'tabs' }),
    metric('tartlab_stream_subscriptions', { legend: 'queries' }, 'B'),
    metric('tartlab_stream_answers', { legend: 'answers' }, 'C'),
  ).span(6),
  vmLines(
    {
      title: 'Clock offset',
      description: 'Guest clock minus the proxy’s. A clock that is wrong shifts what its guest logs, not what is shown here.',
    },
    metric('tart_vm_clock_offset_seconds', { ...of, legend: '{{vm}}' }),
  )
    .span(24)
    .height(6),
];
