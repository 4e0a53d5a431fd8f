import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { RowBuilder, type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { happened } from './annotations.ts';
import { toCluster, toVm } from './drillDown.ts';
import { costOfCollection } from './itselfCost.ts';
import { newDashboard } from './newDashboard.ts';
import { coloured, countOf, from, log, numbers, plain, rows, states, steps, timeline, unfiltered, width, wrapped } from './panels.ts';
import { metric, table } from './query.ts';
import { clusters, linkedSource, vms } from './variables.ts';
import { besideProxy } from './itselfBeside.ts';
import { VM_STATUS } from './words.ts';

const OF = { clusters: ['$cluster'] };
const THESE = { ...OF, vms: ['$vm'] };
const ANSWERS = { 1: ['answers', 'green'], 0: ['silent', 'red'] } as const;
const IN_TOUCH = { 1: ['in touch', 'green'], 0: ['down', 'red'] } as const;
const WRITTEN = { 1: ['written', 'green'], 0: ['paused', 'red'] } as const;

/**
 * Can the other dashboards be believed: does everything answer, how old is what they show, and what does collecting it cost.
 *
 * The proxy's own series are the whole proxy's, whatever is chosen; the choice narrows VMs and watches.
 */
export function itself(): DashboardBuilder {
  const dashboard = newDashboard(
    'tart-lab-itself',
    'Tart Lab / Tart Lab itself',
    'Whether collection works, how old what is shown may be, and what it costs: in the guests, in the proxy, on disk.',
  )
    .refresh('30s')
    .withVariable(clusters())
    .withVariable(vms())
    .withVariable(linkedSource('prometheus', 'Prometheus'))
    .annotation(happened('Out of touch', { ...OF, kinds: ['unreachable', 'cluster_unreachable', 'collector_gap'] }, 'red'))
    .annotation(happened('Back in touch', { ...OF, kinds: ['back', 'cluster_back'] }))
    .withPanel(
      countOf(
        {
          title: 'Problems',
          description: 'All that could not be read, of every VM, Mac and cluster. The table names cause and next step.',
        },
        { kind: 'table', table: 'problems', columns: ['target'] },
        { bad: 'orange' },
      ),
    )
    .withPanel(
      countOf(
        { title: 'VMs silent', description: 'VMs that run and did not answer their last frame.' },
        {
          kind: 'table',
          table: 'vms',
          ...THESE,
          columns: ['vm'],
          filters: [{ key: 'status', operator: '=', values: ['silent', 'not read yet'] }],
        },
      ),
    )
    .withPanel(
      countOf(
        {
          title: 'Clusters down',
          description: 'Clusters of which at least one watch is down; what they show is their last state.',
        },
        { kind: 'table', table: 'clusters', ...OF, columns: ['cluster'], filters: [{ key: 'status', operator: '!=', values: ['up'] }] },
      ),
    )
    .withPanel(
      numbers(
        { title: 'Oldest answer', description: 'How long ago the VM that was silent for longest last answered, of those that run.' },
        table('vms', { ...THESE, columns: ['age'], filters: [{ key: 'status', operator: '=', values: ['up', 'silent'] }] }),
      )
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(['max']).fields('/.*/'))
        .thresholds(from([null, 'green'], [15, 'orange'], [60, 'red']))
        .noValue('–'),
    )
    .withPanel(
      numbers({ title: 'History', description: 'Whether what is read is also kept.' }, metric('tartlab_history_up', { legend: 'history' }))
        .overrideByFieldType('number', [states(WRITTEN)])
        .noValue('–'),
    )
    .withPanel(
      numbers(
        { title: 'Live', description: 'Browser tabs that follow live answers, and their queries. Tabs share what they ask alike.' },
        metric('tartlab_streams', { legend: 'Tabs' }),
        metric('tartlab_stream_subscriptions', { legend: 'Queries' }, 'B'),
      )
        .overrideByFieldType('number', [plain])
        .noValue('–'),
    )
    .withPanel(
      rows(
        { title: 'What is wrong, and what to do', description: 'One row a cause. Empty is well.' },
        table('problems', { columns: ['since', 'target', 'kind', 'doing', 'detail', 'advice', 'section'] }),
      )
        .height(8)
        .overrideByName('since', [width(165)])
        .overrideByName('target', [width(140)])
        .overrideByName('kind', [width(150)])
        .overrideByName('doing', [wrapped, width(170)])
        .overrideByName('detail', [wrapped])
        .overrideByName('advice', [wrapped])
        .overrideByName('section', [width(100)]),
    )
    .withRow(new RowBuilder('Is it fresh'))
    .withPanel(
      timeline(
        {
          title: 'Answers of the VMs',
          description: 'When each VM answered its frame; the fifteen that did least. Blank: it was not meant to run.',
        },
        ANSWERS,
        metric('tart_vm_up', { ...THESE, bottom: 15, legend: '{{vm}}' }),
      ).height(9),
    )
    .withPanel(
      timeline(
        { title: 'Watches of the clusters', description: 'Whether each watch heard its API server; the fifteen that did least.' },
        IN_TOUCH,
        metric('tartlab_watch_up', { ...OF, bottom: 15, legend: '{{cluster}} {{watch}}' }),
      ).height(9),
    )
    .withPanel(
      rows(
        { title: 'How old the data of each VM is', description: 'Since its last answer. A VM that does not run has none.' },
        table('vms', { ...THESE, columns: ['vm', 'cluster', 'status', 'age', 'last_answer', 'problem', 'problem_since'] }),
      )
        .span(14)
        .height(9)
        .overrideByName('vm', [toVm, width(150)])
        .overrideByName('cluster', [toCluster, width(95)])
        .overrideByName('status', [...coloured(VM_STATUS), width(95)])
        .overrideByName('age', [unfiltered, width(80)])
        .overrideByName('last_answer', [unfiltered, width(190)])
        .overrideByName('problem_since', [unfiltered, width(190)]),
    )
    .withPanel(
      log(
        { title: 'What fell silent and came back', description: 'VMs, clusters and gaps of collection in the time range.' },
        { ...OF, kinds: ['unreachable', 'back', 'collector_gap', 'cluster_unreachable', 'cluster_back', 'address_changed'], limit: 200 },
      )
        .span(10)
        .height(9),
    )
    .withPanel(
      steps({ title: 'Problems by kind', description: 'How many there were.' }, metric('tartlab_problems', { legend: '{{kind}}' }))
        .span(8)
        .height(7)
        .axisSoftMax(1)
        .noValue('Nothing was wrong in this range'),
    )
    .withPanel(
      steps(
        { title: 'Frames', description: 'Asked of guests each second: one a VM and cycle. Failed ones got no whole answer.' },
        metric('tartlab_frames_per_second', { legend: '{{result}}' }),
      )
        .span(8)
        .height(7)
        .overrideByName('failed', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }])
        .overrideByName('answered', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'green' } }]),
    )
    .withPanel(
      steps(
        { title: 'Objects watched', description: 'What the watches of all chosen clusters keep.' },
        metric('tartlab_watch_objects', { ...OF, aggregate: 'sum', groupBy: ['watch'], legend: '{{watch}}' }),
      )
        .span(8)
        .height(7),
    )
    .withRow(new RowBuilder('What it costs'));
  for (const panel of costOfCollection(THESE)) dashboard.withPanel(panel);
  return dashboard.withRow(besideProxy());
}
