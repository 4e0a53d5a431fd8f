import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { happened } from './annotations.ts';
import { columnOrder } from './columnOrder.ts';
import { toScaling, toTraffic, toVm } from './drillDown.ts';
import { newDashboard } from './newDashboard.ts';
import {
  areas,
  bars,
  below,
  coloured,
  from,
  fromBelow,
  hidden,
  log,
  noneIsWell,
  numbers,
  openBar,
  plain,
  rows,
  sparkline,
  unfiltered,
  vmLines,
  width,
  wrapped,
} from './panels.ts';
import { metric, table } from './query.ts';
import { answerOf, columns, SHARED } from './shared.ts';
import { cluster, namespaces } from './variables.ts';
import { CLUSTER_STATUS, EVENT_TYPE, HELD_BY, NODE_STATUS, POD_STATUS } from './words.ts';

const OF = { clusters: ['$cluster'] };
const WITHIN = { ...OF, namespaces: ['$namespace'] };
const WELL = ['Running', 'Completed', 'Succeeded'];
/** Panels whose answer others show too. */
const STATE = 101;
const VMS = 102;

/** One value a row, named by the row's text. */
const eachRow = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().values(true).calcs([]).limit(500);

/**
 * One cluster: its nodes with the VMs below them, its pods, ports and events.
 *
 * Refreshed, not live: most of it are tables whose rows people read, which must not move under the eye, and whose age columns would
 * have to be sent again and again.
 */
export function clusterDashboard(): DashboardBuilder {
  return newDashboard(
    'tart-lab-cluster',
    'Tart Lab / Cluster',
    'One cluster: its nodes and the VMs below them, pods, open ports, events. Names lead on.',
  )
    .withVariable(cluster())
    .withVariable(namespaces())
    .annotation(happened('Errors', { ...OF, severities: ['error'] }, 'red'))
    .annotation(happened('Warnings', { ...OF, severities: ['warning'] }, 'orange'))
    .withPanel(
      numbers(
        {
          title: 'State',
          description: 'How the cluster’s API answers, and its version. “partly up”: a watch is down; what it tells ages.',
        },
        table('clusters', OF),
      )
        .id(STATE)
        .withTransformation(columns('status', 'version'))
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('/.*/'))
        .span(3)
        .height(6)
        .overrideByName('status', coloured(CLUSTER_STATUS).slice(0, 1))
        .overrideByName('version', [plain]),
    )
    .withPanel(
      numbers(
        {
          title: 'Nodes and pods',
          description: 'Active pods; in trouble: those that neither run well nor finished well; restarts of all that exist.',
        },
        answerOf(STATE),
      )
        .datasource(SHARED)
        .withTransformation(columns('nodes_ready', 'nodes', 'pods', 'pods_in_trouble', 'restarts'))
        .span(10)
        .height(6)
        .overrideByName('nodes_ready', [plain])
        .overrideByName('nodes', [plain])
        .overrideByName('pods', [plain])
        .overrideByName('restarts', [plain])
        .overrideByName('pods_in_trouble', [noneIsWell]),
    )
    .withPanel(
      bars(
        {
          title: 'Of what is allocatable',
          description:
            'Use, from metrics.k8s.io, and what pods request, of what all nodes can give to pods. Requests at 100 %: no pod more fits.',
        },
        answerOf(STATE),
      )
        .datasource(SHARED)
        .withTransformation(columns('cpu_usage', 'memory_usage', 'cpu_requests', 'memory_requests'))
        .span(11)
        .height(6)
        .max(1)
        .thresholds(from([null, 'green'], [0.8, '#EAB839'], [0.9, 'red'])),
    )
    .withPanel(
      bars(
        { title: 'CPU busy', description: 'Of each VM of the cluster, as its guest tells.' },
        table('vms', { ...OF, columns: ['vm', 'cpu_busy', 'memory_used', 'disk_used'] }),
      )
        .id(VMS)
        .withTransformation(columns('vm', 'cpu_busy'))
        .height(5)
        .reduceOptions(eachRow()),
    )
    .withPanel(
      bars({ title: 'Memory used', description: 'Total − available of each VM.' }, answerOf(VMS))
        .datasource(SHARED)
        .withTransformation(columns('vm', 'memory_used'))
        .height(5)
        .reduceOptions(eachRow()),
    )
    .withPanel(
      bars({ title: 'Disk used', description: 'The root filesystem of each VM, as df shows it.' }, answerOf(VMS))
        .datasource(SHARED)
        .withTransformation(columns('vm', 'disk_used'))
        .height(5)
        .reduceOptions(eachRow()),
    )
    .withPanel(
      rows(
        { title: 'Nodes', description: 'As Kubernetes sees them; the line is CPU use over the time range. A VM’s name opens it.' },
        table('nodes', {
          ...OF,
          columns: [
            'node',
            'status',
            'roles',
            'vm',
            'cpu_usage',
            'memory_usage',
            'cpu_requests',
            'memory_requests',
            'pods',
            'trouble',
            'version',
          ],
        }),
        metric('tart_node_cpu_usage_ratio', { ...OF, aggregate: 'avg', groupBy: ['node'] }, 'B'),
      )
        .height(6)
        .withTransformation({ id: 'timeSeriesTable', options: {} })
        .withTransformation({ id: 'joinByField', options: { byField: 'node', mode: 'outerTabular' } })
        .withTransformation(columnOrder(['node', 'status', 'roles', 'vm', 'cpu-usage-percent', 'Trend #B'], { 'Trend #B': 'CPU' }))
        .overrideByName('node', [width(145)])
        .overrideByName('vm', [toVm, width(145)])
        .overrideByName('status', [...coloured(NODE_STATUS), width(95)])
        .overrideByName('roles', [width(120)])
        .overrideByName('pods', [width(70)])
        .overrideByName('version', [width(90)])
        .overrideByName('trouble', [wrapped])
        .overrideByName('Trend #B', [...sparkline, unfiltered, width(110)])
        .overrideByName('cpu_usage', [...openBar, width(125)])
        .overrideByName('memory_usage', [...openBar, width(140)])
        .overrideByName('cpu_requests', [...openBar, width(140)])
        .overrideByName('memory_requests', [...openBar, width(165)]),
    )
    .withPanel(
      vmLines({ title: 'CPU', description: 'CPU busy of each VM.' }, metric('tart_vm_cpu_busy_ratio', { ...OF, legend: '{{vm}}' })).span(6),
    )
    .withPanel(
      vmLines(
        { title: 'Memory', description: 'Memory used of each VM.' },
        metric('tart_vm_memory_used_ratio', { ...OF, legend: '{{vm}}' }),
      ).span(6),
    )
    .withPanel(
      vmLines(
        { title: 'Network', description: 'What each VM receives, above the line, and sends, below it.' },
        metric('tart_vm_network_receive_bytes_per_second', { ...OF, legend: '{{vm}} received' }),
        metric('tart_vm_network_transmit_bytes_per_second', { ...OF, legend: '{{vm}} sent' }, 'B'),
      )
        .span(6)
        .overrideByFieldType('number', [...fromBelow])
        .overrideByQuery('B', [below]),
    )
    .withPanel(
      areas(
        { title: 'Pods by status', description: 'The status that kubectl shows, of all namespaces.' },
        metric('tart_cluster_pods_by_reason', { ...OF, legend: '{{reason}}' }),
      ).span(6),
    )
    .withPanel(
      rows(
        { title: 'Pods', description: 'Those that do not run well come first; “Why” is what Kubernetes says.' },
        table('pods', { ...WITHIN, columns: POD_COLUMNS, filters: [{ key: 'status', operator: '!=', values: WELL }] }),
        table('pods', { ...WITHIN, columns: POD_COLUMNS, filters: [{ key: 'status', operator: '=', values: WELL }] }, 'B'),
      )
        .withTransformation({ id: 'merge', options: {} })
        .height(12)
        .overrideByName('namespace', [toTraffic, width(110)])
        .overrideByName('cluster', [hidden])
        .overrideByName('pod', [width(260)])
        .overrideByName('status', [...coloured(POD_STATUS), width(160)])
        .overrideByName('ready', [width(70)])
        .overrideByName('restarts', [width(85)])
        .overrideByName('since_started', [width(100)])
        .overrideByName('node', [width(150)])
        .overrideByName('cpu', [width(75)])
        .overrideByName('memory', [width(95)]),
    )
    .withPanel(
      rows(
        { title: 'HPAs', description: 'Replicas, what the formula asks and what holds it. A name leads to how it scales.' },
        table('hpas', {
          ...WITHIN,
          columns: ['namespace', 'hpa', 'target', 'metrics', 'current', 'asked', 'min', 'max', 'held_by', 'explanation', 'cluster'],
        }),
      )
        .height(6)
        .overrideByName('namespace', [width(110)])
        .overrideByName('hpa', [toScaling, width(130)])
        .overrideByName('target', [width(180)])
        .overrideByName('metrics', [width(160)])
        .overrideByName('current', [width(90)])
        .overrideByName('asked', [width(105)])
        .overrideByName('min', [width(95)])
        .overrideByName('max', [width(95)])
        .overrideByName('held_by', [...coloured(HELD_BY), width(120)])
        .overrideByName('explanation', [wrapped])
        .overrideByName('cluster', [hidden]),
    )
    .withPanel(
      rows(
        { title: 'Open ports', description: 'What listens in the cluster’s VMs, and which process it is where the guest may say.' },
        table('ports', { ...OF, columns: ['vm', 'port', 'protocol', 'process', 'address', 'age'] }),
      )
        .span(10)
        .height(11)
        .overrideByName('vm', [toVm, width(130)])
        .overrideByName('process', [{ id: 'custom.minWidth', value: 90 }])
        .overrideByName('address', [{ id: 'custom.minWidth', value: 90 }])
        .overrideByName('port', [width(75)])
        .overrideByName('protocol', [width(85)])
        .overrideByName('age', [width(80)]),
    )
    .withPanel(
      log(
        { title: 'What changed', description: 'Of the cluster and its VMs, in the time range: nodes, pods, ports, HPA steps.' },
        { ...OF, limit: 500 },
      )
        .span(14)
        .height(11),
    )
    .withPanel(
      rows(
        { title: 'Kubernetes events', description: 'As kubectl get events shows them, newest first.' },
        table('events', { ...WITHIN, columns: ['time', 'type', 'reason', 'object', 'message', 'count'], limit: 500 }),
      )
        .height(10)
        .overrideByName('type', [...coloured(EVENT_TYPE), width(85)])
        .overrideByName('count', [width(70)]),
    );
}

const POD_COLUMNS = [
  'namespace',
  'pod',
  'status',
  'ready',
  'restarts',
  'since_started',
  'workload',
  'node',
  'cpu',
  'memory',
  'message',
  'cluster',
];
