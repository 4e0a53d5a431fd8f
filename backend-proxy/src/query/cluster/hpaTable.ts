import type { HpaMetric, HpaRow } from '../../parse/kube/rows.ts';
import { number, onDemand, text, time, type Column } from '../tableColumns.ts';
import { clusterColumn, count, dataAge, secondsSince, type JoinedCluster } from './row.ts';

export interface HpaOfCluster extends JoinedCluster {
  readonly key: string;
  readonly hpa: HpaRow;
}

const percent = (ratio: number): string => `${Math.round(ratio * 1000) / 10} %`;
const plain = (value: number): string => String(Math.round(value * 1000) / 1000);
/** `cpu 78 % of 50 %`, as kubectl's TARGETS, in words that need no header. */
function metricText({ name, type, current, target }: HpaMetric): string {
  const show = type === 'utilization' ? percent : plain;
  return `${name} ${current === null ? 'unknown' : show(current)} of ${show(target)}`;
}
const explained = ({ cluster, key }: HpaOfCluster) => cluster.explanations.get(key);

export const hpaColumns = (nowMs: number): Column<HpaOfCluster>[] => [
  clusterColumn<HpaOfCluster>(),
  text('namespace', 'Namespace', ({ hpa }) => hpa.namespace),
  text('hpa', 'HPA', ({ hpa }) => hpa.name),
  text('target', 'Scales', ({ hpa }) => `${hpa.target.kind}/${hpa.target.name}`),
  text('metrics', 'Metrics', ({ hpa }) => hpa.metrics.map(metricText).join(', ') || null),
  count('current', 'Replicas', ({ hpa }) => hpa.current),
  count('desired', 'Desired', ({ hpa }) => hpa.desired),
  count('asked', 'By formula', (row) => explained(row)?.asked ?? null),
  count('min', 'Minimum', ({ hpa }) => hpa.min),
  count('max', 'Maximum', ({ hpa }) => hpa.max),
  { ...number<HpaOfCluster>('ratio', 'Ratio', 'short', (row) => explained(row)?.ratio ?? null), config: { unit: 'short', decimals: 2 } },
  {
    ...number<HpaOfCluster>('tolerance', 'Tolerance', 'short', (row) => explained(row)?.tolerance ?? null),
    config: { unit: 'short', decimals: 2 },
  },
  text('held_by', 'Held by', (row) => explained(row)?.heldBy ?? null),
  time('held_until', 'Held until', (row) => explained(row)?.heldUntilMs ?? null),
  text('explanation', 'Explanation', (row) => explained(row)?.text ?? null),
  time('last_scale', 'Last scaled', ({ hpa }) => hpa.lastScaleAtMs),
  onDemand(
    text(
      'conditions',
      'Conditions',
      ({ hpa }) =>
        hpa.conditions.map(({ type, status, reason }) => `${type}=${status}${reason === null ? '' : ` (${reason})`}`).join(', ') || null,
    ),
  ),
  onDemand(number('since_created', 'Exists for', 's', ({ hpa }) => secondsSince(nowMs, hpa.createdAtMs))),
  dataAge<HpaOfCluster>('hpas', nowMs),
];
