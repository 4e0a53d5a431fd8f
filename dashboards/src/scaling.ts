import { RowBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Filter } from '@tart-lab/contract/query.ts';
import { happened } from './annotations.ts';
import { toCluster, toTraffic } from './drillDown.ts';
import { hpaPanels, valuesOfHpas } from './hpaPanels.ts';
import { newDashboard } from './newDashboard.ts';
import { coloured, countOf, dashed, log, plain, rows, steps, unfiltered, width, wrapped } from './panels.ts';
import { metric, table, type LabQuery } from './query.ts';
import { clusters, hpas, namespaces } from './variables.ts';
import { EVENT_TYPE, HELD_BY } from './words.ts';

const OF = { clusters: ['$cluster'] };
const WITHIN = { ...OF, namespaces: ['$namespace'] };
const NAMED: Filter = { key: 'hpa', operator: '=', values: ['$hpa'] };
/** The HPAs that are chosen and that one of these holds. */
const heldBy = (...values: string[]): LabQuery => ({
  kind: 'table',
  table: 'hpas',
  ...WITHIN,
  columns: ['hpa'],
  filters: [NAMED, { key: 'held_by', operator: '=', values }],
});
const PDBS = { ...OF, labels: { namespace: ['$namespace'] } };

/**
 * Why there are as many replicas as there are: what each HPA measures, what its formula asks, what holds it, and what a drain may evict.
 *
 * Refreshed, not live: an HPA decides every 15 seconds, and its explanation is read, not watched.
 */
export function scaling(): DashboardBuilder {
  const dashboard = newDashboard(
    'tart-lab-scaling',
    'Tart Lab / Scaling',
    'HPAs: replicas, what the formula asks and what holds it; PDBs, and what they hold.',
  )
    .refresh('30s')
    .withVariable(clusters())
    .withVariable(namespaces())
    .withVariable(hpas())
    .annotation(happened('HPA steps', { ...OF, kinds: ['hpa_step'], filters: [NAMED] }))
    .annotation(happened('Load tests', { ...OF, kinds: ['loadtest_started', 'loadtest_ended'] }, 'orange').enable(false))
    .withPanel(
      countOf(
        { title: 'Cannot scale', description: 'HPAs without the metric they need, or whose target the controller cannot scale.' },
        heldBy('missing_metrics', 'unable'),
      ),
    )
    .withPanel(
      countOf({ title: 'At maximum', description: 'HPAs whose formula asks for more replicas than they may set.' }, heldBy('maximum'), {
        bad: 'orange',
      }),
    )
    .withPanel(
      countOf(
        { title: 'Waiting', description: 'HPAs that a stabilization window or a policy holds back; the table says until when.' },
        heldBy('stabilization', 'policy'),
        { bad: 'blue' },
      ),
    )
    .withPanel(
      countOf(
        { title: 'Not ready', description: 'HPAs that wait because new pods are not ready, so their use is not known.' },
        heldBy('pods_not_ready'),
        { bad: 'orange' },
      ),
    )
    .withPanel(
      countOf(
        { title: 'Switched off', description: 'HPAs whose target has no replicas, or whose rules forbid a direction.' },
        heldBy('disabled'),
        { bad: 'orange' },
      ),
    )
    .withPanel(
      countOf(
        { title: 'PDBs full', description: 'PodDisruptionBudgets that let no pod be evicted now: a drain waits for them.' },
        {
          kind: 'table',
          table: 'pdbs',
          ...WITHIN,
          columns: ['pdb'],
          filters: [{ key: 'disruptions_allowed', operator: '<=', values: ['0'] }],
        },
        { bad: 'orange' },
      ),
    )
    .withPanel(
      rows(
        {
          title: 'What each HPA does, and why',
          description: 'By formula: ceil(replicas × metric / target). Held by: what keeps the replicas from being that many.',
        },
        table('hpas', {
          ...WITHIN,
          columns: [
            'cluster',
            'namespace',
            'hpa',
            'metrics',
            'current',
            'desired',
            'asked',
            'min',
            'max',
            'held_by',
            'held_until',
            'explanation',
          ],
          filters: [NAMED],
        }),
      )
        .height(9)
        .overrideByName('cluster', [toCluster, width(95)])
        .overrideByName('namespace', [toTraffic, width(110)])
        .overrideByName('hpa', [width(130)])
        .overrideByName('metrics', [width(150)])
        .overrideByName('current', [unfiltered, width(80)])
        .overrideByName('desired', [unfiltered, width(75)])
        .overrideByName('asked', [unfiltered, width(95)])
        .overrideByName('min', [unfiltered, width(80)])
        .overrideByName('max', [unfiltered, width(80)])
        .overrideByName('held_by', [...coloured(HELD_BY), width(120)])
        .overrideByName('held_until', [unfiltered, width(190)])
        .overrideByName('explanation', [wrapped, { id: 'custom.minWidth', value: 300 }]),
    )
    .withRow(new RowBuilder('HPA $hpa').repeat('hpa'));
  for (const panel of hpaPanels({ ...OF, labels: { namespace: ['$namespace'], hpa: ['$hpa'] } })) dashboard.withPanel(panel);
  return dashboard
    .withRow(new RowBuilder('Disruption budgets'))
    .withPanel(
      rows(
        { title: 'PDBs', description: 'How many pods evictions have to leave, and why none may be evicted. A PDB holds no HPA.' },
        table('pdbs', {
          ...WITHIN,
          columns: [
            'cluster',
            'namespace',
            'pdb',
            'workload',
            'healthy',
            'healthy_wanted',
            'expected_pods',
            'disruptions_allowed',
            'blocked',
          ],
        }),
      )
        .height(6)
        .overrideByName('cluster', [toCluster, width(95)])
        .overrideByName('namespace', [toTraffic, width(110)])
        .overrideByName('healthy', [unfiltered, plain, width(90)])
        .overrideByName('healthy_wanted', [unfiltered, width(140)])
        .overrideByName('expected_pods', [unfiltered, width(130)])
        .overrideByName('disruptions_allowed', [unfiltered, width(170)])
        .overrideByName('blocked', [wrapped]),
    )
    .withPanel(
      steps(
        { title: 'Healthy pods against wanted', description: 'Where the lines meet, no pod may be evicted.' },
        metric('tart_pdb_healthy', { ...PDBS, legend: '{{cluster}} {{pdb}}' }),
        metric('tart_pdb_healthy_wanted', { ...PDBS, legend: '{{cluster}} {{pdb}} wanted' }, 'B'),
      )
        .span(12)
        .height(7)
        .overrideByQuery('B', [dashed]),
    )
    .withPanel(
      valuesOfHpas({ ...OF, labels: { namespace: ['$namespace'], hpa: ['$hpa'] } })
        .span(12)
        .height(7),
    )
    .withRow(new RowBuilder('What happened'))
    .withPanel(
      log(
        { title: 'Steps and load tests', description: 'Every step with what the HPA said of it, and the load tests around it.' },
        { ...OF, kinds: ['hpa_step', 'loadtest_started', 'loadtest_ended'], limit: 200 },
      )
        .span(24)
        .height(7),
    )
    .withPanel(
      rows(
        { title: 'What Kubernetes says of the HPAs', description: 'Its own events about HPAs, newest first.' },
        table('events', {
          ...WITHIN,
          columns: ['time', 'cluster', 'type', 'reason', 'object', 'message', 'count'],
          filters: [{ key: 'object', operator: '=', values: ['HorizontalPodAutoscaler/*'] }],
          limit: 200,
        }),
      )
        .height(8)
        .overrideByName('time', [width(190)])
        .overrideByName('cluster', [width(95)])
        .overrideByName('type', [...coloured(EVENT_TYPE), width(85)])
        .overrideByName('reason', [width(160)])
        .overrideByName('object', [width(290)])
        .overrideByName('message', [wrapped])
        .overrideByName('count', [unfiltered, width(70)]),
    );
}
