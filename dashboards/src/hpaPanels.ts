import type { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { bare, colour, dashed, lines, steps } from './panels.ts';
import { metric } from './query.ts';

/** Which HPAs; the same name in several clusters is several lines. */
interface OfHpas {
  readonly clusters: string[];
  readonly labels: Readonly<Record<string, string[]>>;
}

const thin = [bare, { id: 'custom.lineWidth', value: 1 }, dashed];

/** Replicas of HPAs with what the formula asks, and their metrics against the targets. */
export const hpaPanels = (of: OfHpas): TimeSeriesPanel[] => [
  steps(
    {
      title: 'Replicas of $hpa',
      description: 'What there is, and what the formula asks before windows, policies and limits hold it. Dashed: minimum and maximum.',
    },
    metric('tart_hpa_replicas', { ...of, legend: '{{cluster}} replicas' }),
    metric('tart_hpa_replicas_asked', { ...of, legend: '{{cluster}} by formula' }, 'B'),
    metric('tart_hpa_replicas_min', { ...of, legend: '{{cluster}} minimum' }, 'C'),
    metric('tart_hpa_replicas_max', { ...of, legend: '{{cluster}} maximum' }, 'D'),
  )
    .span(12)
    .height(9)
    .noValue('No HPA of this name in this range')
    .overrideByQuery('A', [{ id: 'custom.lineWidth', value: 2 }])
    .overrideByQuery('B', [bare, { id: 'custom.lineStyle', value: { fill: 'dot', dash: [0, 4] } }])
    .overrideByQuery('C', thin)
    .overrideByQuery('D', thin),
  lines(
    { title: 'Utilization against target of $hpa', description: 'Above the dashed target the formula asks for more, below it for fewer.' },
    metric('tart_hpa_utilization_ratio', { ...of, legend: '{{cluster}} {{metric}}' }),
    metric('tart_hpa_utilization_target_ratio', { ...of, legend: '{{cluster}} {{metric}} target' }, 'B'),
  )
    .span(12)
    .height(9)
    .noValue('No metric of it has a utilization as target')
    .overrideByQuery('B', [...thin, colour('orange')]),
];

/** Metrics of HPAs whose target is no utilization but a value. */
export const valuesOfHpas = (of: OfHpas): TimeSeriesPanel =>
  lines(
    {
      title: 'Values against targets',
      description: 'Of metrics whose target is no utilization but a value, in their own unit. Empty where there are none.',
    },
    metric('tart_hpa_metric', { ...of, legend: '{{cluster}} {{hpa}} {{metric}}' }),
    metric('tart_hpa_metric_target', { ...of, legend: '{{cluster}} {{hpa}} {{metric}} target' }, 'B'),
  ).overrideByQuery('B', thin);
