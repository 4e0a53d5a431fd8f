import { RowBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Filter } from '@tart-lab/contract/query.ts';
import { happened } from './annotations.ts';
import { toCluster, toTraffic } from './drillDown.ts';
import { timeOfLoadTest } from './loadTestTime.ts';
import { newDashboard } from './newDashboard.ts';
import { coloured, log, rows, trend, unfiltered, width, wrapped } from './panels.ts';
import { table } from './query.ts';
import { clusters, namespaces, values } from './variables.ts';
import { RUN_STATUS } from './words.ts';

const OF = { clusters: ['$cluster'] };
const WITHIN = { ...OF, namespaces: ['$namespace'] };
const NAMED: Filter = { key: 'test', operator: '=', values: ['$test'] };
const course = (column: string) => table('loadtest_course', { ...WITHIN, columns: [column], filters: [NAMED], limit: 8 });
const NO_RUN = 'No load test ran in this range';

/**
 * A load test from the users' end to the VMs that carry it, on one time line; and the runs in the range against each other.
 *
 * The time line is live: it is what people watch while a test runs. Runs and their comparison are refreshed.
 */
export function loadTest(): DashboardBuilder {
  const dashboard = newDashboard(
    'tart-lab-load-test',
    'Tart Lab / Load test',
    'Latency, requests, replicas, HPA steps and VM load on one time line; and runs against each other. Start one with `tart-lab loadtest`.',
  )
    .refresh('30s')
    .withVariable(clusters())
    .withVariable(namespaces())
    .withVariable(
      values('test', {
        label: 'Load test',
        values: 'labelvalues',
        labelled: 'test',
        narrowedBy: { metrics: ['tart_loadtest_vus'], clusters: ['$cluster'] },
        many: true,
      }),
    )
    .annotation(happened('Load tests', { ...OF, kinds: ['loadtest_started', 'loadtest_ended'], filters: [NAMED] }, 'orange'))
    .annotation(happened('HPA steps', { ...OF, kinds: ['hpa_step'] }))
    .withPanel(
      rows(
        {
          title: 'Runs',
          description: 'Every run in the range, the newest first. While one runs: its last seconds; then what k6 says of the whole test.',
        },
        table('loadtests', {
          ...WITHIN,
          columns: [
            'cluster',
            'namespace',
            'test',
            'run',
            'status',
            'started',
            'duration',
            'users',
            'requests_per_second',
            'failed',
            'p50',
            'p95',
            'p99',
            'scaled',
          ],
          filters: [NAMED],
        }),
      )
        .height(8)
        .overrideByName('cluster', [toCluster, width(95)])
        .overrideByName('namespace', [toTraffic, width(115)])
        .overrideByName('status', [...coloured(RUN_STATUS), width(90)])
        .overrideByName('started', [unfiltered, width(165)])
        .overrideByName('duration', [unfiltered, width(95)])
        .overrideByName('users', [unfiltered, width(75)])
        .overrideByName('requests_per_second', [unfiltered, width(110)])
        .overrideByName('failed', [unfiltered, width(80)])
        .overrideByName('p50', [unfiltered, width(85)])
        .overrideByName('p95', [unfiltered, width(85)])
        .overrideByName('p99', [unfiltered, width(85)])
        .overrideByName('scaled', [wrapped]),
    )
    .withRow(new RowBuilder('On one time line'));
  for (const panel of timeOfLoadTest()) dashboard.withPanel(panel);
  return dashboard
    .withRow(new RowBuilder('Run against run, by the time since each began'))
    .withPanel(
      trend({ title: 'Duration, 95 %', description: 'Time within which 95 % of the requests were answered.' }, course('p95')).noValue(
        NO_RUN,
      ),
    )
    .withPanel(trend({ title: 'Requests', description: 'Requests a second.' }, course('requests_per_second')).noValue(NO_RUN))
    .withPanel(
      trend({ title: 'Failed', description: 'Requests without an answer, or with one of 400 and more.' }, course('failed'))
        .axisSoftMax(0.01)
        .noValue(NO_RUN),
    )
    .withPanel(trend({ title: 'Users', description: 'Users that k6 keeps busy.' }, course('users')).noValue(NO_RUN))
    .withPanel(
      log(
        { title: 'What happened', description: 'Load tests, HPA steps, and what went wrong meanwhile.' },
        {
          ...OF,
          kinds: [
            'loadtest_started',
            'loadtest_ended',
            'hpa_step',
            'pod_crash_loop',
            'pod_oom_killed',
            'pod_evicted',
            'node_not_ready',
            'unreachable',
          ],
          limit: 300,
        },
      )
        .span(24)
        .height(9),
    );
}
