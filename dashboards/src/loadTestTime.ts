import type { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { bare, dashed, lines, steps, vmLines } from './panels.ts';
import { metric } from './query.ts';

const OF = { clusters: ['$cluster'], live: true };
const TEST = { ...OF, labels: { namespace: ['$namespace'], test: ['$test'] } };
const HPAS = { ...OF, labels: { namespace: ['$namespace'] } };
const WHOLE = 24;
/** As wide an axis everywhere: what happened at one time stands in one line. */
const AXIS = 80;

/** A load test on one time line, from what users met to what carries them; each as wide as the page, so that times lie above each other. */
export const timeOfLoadTest = (): TimeSeriesPanel[] => [
  lines(
    { title: 'Requests', description: 'Requests a second.' },
    metric('tart_loadtest_requests_per_second', { ...TEST, legend: '{{test}}' }),
  )
    .span(WHOLE)
    .height(6)
    .axisWidth(AXIS)
    .noValue('No load test ran in this range'),
  lines(
    { title: 'Duration of requests', description: 'Half of them, 95 % and 99 % were answered within this: as one of k6’s users met it.' },
    metric('tart_loadtest_duration_p50_seconds', { ...TEST, legend: '{{test}} p50' }),
    metric('tart_loadtest_duration_p95_seconds', { ...TEST, legend: '{{test}} p95' }, 'B'),
    metric('tart_loadtest_duration_p99_seconds', { ...TEST, legend: '{{test}} p99' }, 'C'),
  )
    .span(WHOLE)
    .height(7)
    .axisWidth(AXIS)
    .noValue('No load test ran in this range'),
  steps(
    { title: 'Replicas', description: 'Of each HPA; dotted: what its formula asks, before windows, policies and limits hold it.' },
    metric('tart_hpa_replicas', { ...HPAS, legend: '{{cluster}} {{hpa}}' }),
    metric('tart_hpa_replicas_asked', { ...HPAS, legend: '{{cluster}} {{hpa}} by formula' }, 'B'),
  )
    .span(WHOLE)
    .height(7)
    .axisWidth(AXIS)
    .noValue('No HPA here')
    .overrideByQuery('A', [{ id: 'custom.lineWidth', value: 2 }])
    .overrideByQuery('B', [bare, { id: 'custom.lineStyle', value: { fill: 'dot', dash: [0, 4] } }]),
  lines(
    { title: 'Utilization against target', description: 'Use by request, as the HPAs see it; dashed: what they aim at.' },
    metric('tart_hpa_utilization_ratio', { ...HPAS, legend: '{{cluster}} {{hpa}}' }),
    metric('tart_hpa_utilization_target_ratio', { ...HPAS, legend: '{{cluster}} {{hpa}} target' }, 'B'),
  )
    .span(WHOLE)
    .height(7)
    .axisWidth(AXIS)
    .noValue('No HPA here')
    .overrideByQuery('B', [bare, dashed]),
  vmLines(
    { title: 'CPU of the VMs', description: 'Busy CPU of the clusters’ VMs; the ten busiest.' },
    metric('tart_vm_cpu_busy_ratio', { ...OF, top: 10, legend: '{{vm}}' }),
  )
    .span(WHOLE)
    .height(7)
    .axisWidth(AXIS),
  steps({ title: 'Users', description: 'Users that k6 keeps busy.' }, metric('tart_loadtest_vus', { ...TEST, legend: '{{test}}' }))
    .span(WHOLE)
    .height(5)
    .axisWidth(AXIS)
    .noValue('No load test ran in this range'),
  lines(
    { title: 'Failed requests', description: 'Requests without an answer, or with one of 400 and more, by all requests.' },
    metric('tart_loadtest_failed_ratio', { ...TEST, legend: '{{test}}' }),
  )
    .span(WHOLE / 2)
    .height(6)
    .overrideByFieldType('number', [
      { id: 'max', value: null },
      { id: 'custom.axisSoftMax', value: 0.01 },
    ])
    .noValue('No load test ran in this range'),
  vmLines(
    { title: 'CPU pressure of the VMs', description: 'Share of time in which some task waited for a CPU; the ten highest.' },
    metric('tart_vm_pressure_cpu_waiting_ratio', { ...OF, top: 10, legend: '{{vm}}' }),
  )
    .span(WHOLE / 2)
    .height(6)
    .overrideByFieldType('number', [
      { id: 'max', value: null },
      { id: 'custom.axisSoftMax', value: 0.1 },
    ]),
];
