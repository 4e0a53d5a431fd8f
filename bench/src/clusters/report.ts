import { toBudget } from '../report/budget.ts';
import type { Cell, Column, SectionReport, Unit } from '../report/section.ts';
import { CHANGES_A_SECOND, type ManyPods, PODS_A_CLUSTER } from './manyPods.ts';
import { type Storm, STORM_FLOWS_A_SECOND } from './storm.ts';

type Row = Readonly<Record<string, Cell>>;

/** The tables and budgets of the section. */
export function toReport(manyPods: ManyPods, storm: Storm, parts: readonly Row[]): SectionReport {
  const [watched] = manyPods.rows;
  const stormRow = storm.rows.find(({ asked }) => asked === STORM_FLOWS_A_SECOND);
  const whole = parts.at(-1);
  return {
    section: 'clusters',
    tables: [
      {
        title: `4 clusters × ${PODS_A_CLUSTER.toLocaleString('en-US')} pods, ${CHANGES_A_SECOND} changes a second in all, on CPUs shared with their API servers`,
        columns: MANY_PODS,
        rows: manyPods.rows,
        notes: [
          `A pod has ${(manyPods.bytesAPod / 1000).toFixed(1)} kB as JSON. The proxy also watches deployments, HPAs, services and events, and reads the usage of all pods every 15 s; kubectl gets nodes and pods.`,
          'Lag: from the change in the API until the table of pods, asked every 5 ms, shows it; measured apart from CPU. Kubectl shows it when the next cycle ends.',
          'Memory of kubectl: the collector and all that run at once, at the highest. Wrong: nodes, deployments and pods that differ from a list taken at the end.',
        ],
      },
      {
        title: 'Flows of one cluster, followed by Relay',
        columns: FLOWS,
        rows: storm.rows,
        notes: [
          'Sent: what the agents saw; lost: what the proxy says was lost. One in so many flows was read whole; the others are counted by verdict.',
        ],
      },
      {
        title: `By verdict, at ${STORM_FLOWS_A_SECOND.toLocaleString('en-US')} flows/s`,
        columns: [column('verdict', '', 'text'), column('sent', 'sent', 'count'), column('counted', 'counted', 'count')],
        rows: storm.verdicts,
        notes: [],
      },
      {
        title: 'The whole proxy on the reference lab (10 simulated VMs), part by part',
        columns: PARTS,
        rows: parts,
        notes: [
          'Each part is a proxy of its own, one after the other, on the same lab.',
          'All tables: nodes, pods, deployments, HPAs, services and events answer for four clusters that are up, and the graph of flows for each.',
        ],
      },
    ],
    budgets: [
      toBudget('10,000 pods: lag p99', numberOf(watched, 'lag99'), 1000, 'ms'),
      toBudget('10,000 pods: objects wrong at the end', numberOf(watched, 'wrong'), 0, 'objects'),
      toBudget('storm: flows neither counted nor known to be lost', absolute(numberOf(stormRow, 'unexplained')), 0, 'flows'),
      toBudget('reference lab: start until the tables of clusters and the graph of flows answer', numberOf(whole, 'tables'), 3, 's'),
      toBudget('reference lab with clusters and flows: CPU, one minute', numberOf(whole, 'cpu'), 0.5, 's'),
      toBudget('reference lab with clusters and flows: memory', numberOf(whole, 'memory'), 120, 'MB'),
    ],
    skipped: manyPods.skipped,
  };
}

const column = (key: string, title: string, unit: Unit): Column => ({ key, title, unit });
const MANY_PODS = [
  column('way', 'way', 'text'),
  column('changes', 'changes/s', 'count'),
  column('start', 'start to all listed', 'seconds'),
  column('startCpu', 'CPU of it', 'cpuSeconds'),
  column('cpu', 'CPU/min', 'cpuSeconds'),
  column('memory', 'memory', 'megabytes'),
  column('lag50', 'lag p50', 'ms'),
  column('lag99', 'p99', 'ms'),
  column('wrong', 'wrong', 'count'),
  column('processes', 'processes/min', 'count'),
  column('cycles', 'cycles', 'count'),
  column('cycle50', 'cycle p50', 'ms'),
  column('cycleMax', 'longest', 'ms'),
  column('missed', 'missed', 'count'),
  column('failed', 'failed', 'count'),
  column('server', 'API servers CPU/min', 'cpuSeconds'),
];
const FLOWS = [
  column('asked', 'flows/s', 'count'),
  column('seconds', 'for', 'seconds'),
  column('sent', 'sent', 'count'),
  column('counted', 'counted', 'count'),
  column('lost', 'lost', 'count'),
  column('unexplained', 'unexplained', 'count'),
  column('factor', 'one in', 'count'),
  column('cpu', 'proxy CPU/min', 'cpuSeconds'),
  column('memory', 'memory', 'megabytes'),
  column('simulator', 'simulator CPU/min', 'cpuSeconds'),
];
const PARTS = [
  column('part', '', 'text'),
  column('up', 'start to all VMs', 'seconds'),
  column('tables', 'to all tables', 'seconds'),
  column('cpu', 'CPU/min', 'cpuSeconds'),
  column('own', 'of it the process', 'cpuSeconds'),
  column('memory', 'memory', 'megabytes'),
];

function numberOf(row: Row | undefined, key: string): number | null {
  const cell = row?.[key];
  return typeof cell === 'number' ? cell : null;
}
const absolute = (value: number | null): number | null => (value === null ? null : Math.abs(value));
