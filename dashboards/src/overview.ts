import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { columnOrder } from './columnOrder.ts';
import { collection, toCluster, toVm } from './drillDown.ts';
import { newDashboard } from './newDashboard.ts';
import {
  areas,
  bar,
  coloured,
  countOf,
  from,
  log,
  noneIsWell,
  numbers,
  plain,
  rows,
  sparkline,
  unfiltered,
  vmLines,
  width,
  wrapped,
} from './panels.ts';
import { metric, table } from './query.ts';
import { VM_STATUS } from './words.ts';
import { clusters } from './variables.ts';

const ALL = { clusters: ['$cluster'] };

/** Is everything well, and if not, where: all VMs and clusters on one page. */
export function overview(): DashboardBuilder {
  return newDashboard(
    'tart-lab-overview',
    'Tart Lab / Overview',
    'Every VM and every cluster at a glance; a name leads to its own dashboard.',
  )
    .withVariable(clusters())
    .withPanel(
      numbers(
        { title: 'VMs up', description: 'VMs that answered their last frame.' },
        metric('tart_vm_up', { ...ALL, aggregate: 'sum', legend: 'up' }),
      )
        .thresholds(from([null, 'red'], [1, 'green']))
        .min(0),
    )
    .withPanel(
      countOf(
        { title: 'VMs silent', description: 'VMs that run and do not answer. The table of VMs says why.' },
        {
          kind: 'table',
          table: 'vms',
          ...ALL,
          columns: ['vm'],
          filters: [{ key: 'status', operator: '=', values: ['silent', 'not read yet'] }],
        },
      ),
    )
    .withPanel(
      countOf(
        { title: 'Clusters down', description: 'Clusters with a watch that is down. What they show is their last state.' },
        {
          kind: 'table',
          table: 'clusters',
          ...ALL,
          columns: ['cluster'],
          filters: [{ key: 'status', operator: '!=', values: ['up'] }],
        },
      ),
    )
    .withPanel(
      countOf(
        { title: 'Nodes not ready', description: 'Nodes that are not Ready, or whose state nobody knows.' },
        {
          kind: 'table',
          table: 'nodes',
          ...ALL,
          columns: ['node'],
          filters: [{ key: 'status', operator: '!=', values: ['Ready', 'Ready,*'] }],
        },
      ),
    )
    .withPanel(
      countOf(
        {
          title: 'Pods in trouble',
          description: 'Pods that neither run nor have finished: CrashLoopBackOff, ImagePullBackOff, Evicted, Pending …',
        },
        {
          kind: 'table',
          table: 'pods',
          ...ALL,
          columns: ['pod'],
          filters: [{ key: 'status', operator: '!=', values: ['Running', 'Completed', 'Succeeded'] }],
        },
        { bad: 'orange' },
      ),
    )
    .withPanel(
      countOf(
        { title: 'Problems', description: 'All that Tart Lab could not read, with its cause and next step in the table below.' },
        { kind: 'table', table: 'problems', columns: ['target'] },
        { bad: 'orange' },
      ).links([collection]),
    )
    .withPanel(
      rows(
        { title: 'Virtual machines', description: 'As they are now; the line is CPU over the time range. A name opens the VM.' },
        table('vms', {
          ...ALL,
          columns: ['vm', 'cluster', 'status', 'address', 'cpu_busy', 'memory_used', 'disk_used', 'pods', 'uptime', 'age', 'problem'],
        }),
        // Folded by VM, so that the lines bring no other labels into the table.
        metric('tart_vm_cpu_busy_ratio', { ...ALL, aggregate: 'avg', groupBy: ['vm'] }, 'B'),
      )
        .height(13)
        .withTransformation({ id: 'timeSeriesTable', options: {} })
        .withTransformation({ id: 'joinByField', options: { byField: 'vm', mode: 'outerTabular' } })
        .withTransformation(columnOrder(['vm', 'cluster', 'status', 'address', 'cpu-busy', 'Trend #B'], { 'Trend #B': 'CPU' }))
        .overrideByName('vm', [toVm, width(150)])
        .overrideByName('cluster', [toCluster, width(95)])
        .overrideByName('status', [...coloured(VM_STATUS), width(90)])
        .overrideByName('address', [width(125)])
        .overrideByName('Trend #B', [...sparkline, unfiltered, width(110)])
        .overrideByName('cpu_busy', [bar, unfiltered, width(125)])
        .overrideByName('memory_used', [bar, unfiltered, width(130)])
        .overrideByName('disk_used', [bar, unfiltered, width(125)])
        .overrideByName('pods', [width(70)])
        .overrideByName('uptime', [width(100)])
        .overrideByName('age', [width(80)])
        .overrideByName('problem', [{ id: 'custom.minWidth', value: 250 }]),
    )
    .withPanel(
      rows(
        { title: 'Problems and what to do', description: 'One row a cause, with the next step. Empty is well.' },
        table('problems', { columns: ['target', 'kind', 'detail', 'advice', 'since'] }),
      )
        .span(14)
        .height(8)
        .overrideByName('target', [width(150)])
        .overrideByName('kind', [width(150)])
        .overrideByName('detail', [wrapped])
        .overrideByName('advice', [wrapped])
        .overrideByName('since', [width(165)]),
    )
    .withPanel(
      log(
        {
          title: 'What changed in the last hour',
          description: 'VMs and clusters: started, stopped, silent, back, ports, restarts, HPA steps.',
        },
        { ...ALL, limit: 200 },
      )
        .timeFrom('1h')
        .span(10)
        .height(8),
    )
    .withRow(new RowBuilder('Cluster $cluster').repeat('cluster'))
    .withPanel(
      numbers(
        { title: 'Nodes and pods', description: 'Of the cluster’s API. A cluster’s name opens its dashboard.' },
        table('clusters', { ...ALL, columns: ['nodes_ready', 'nodes', 'pods', 'pods_in_trouble', 'restarts'] }),
      )
        .span(6)
        .height(6)
        .overrideByName('nodes_ready', [plain])
        .overrideByName('nodes', [plain])
        .overrideByName('pods', [plain])
        .overrideByName('restarts', [plain])
        .overrideByName('pods_in_trouble', [noneIsWell]),
    )
    .withPanel(
      areas(
        { title: 'Pods by status', description: 'The status that kubectl shows.' },
        metric('tart_cluster_pods_by_reason', { ...ALL, legend: '{{reason}}' }),
      )
        .span(6)
        .height(6),
    )
    .withPanel(
      vmLines(
        { title: 'CPU', description: 'CPU busy of the cluster’s VMs; the ten busiest.' },
        metric('tart_vm_cpu_busy_ratio', { ...ALL, top: 10, legend: '{{vm}}' }),
      )
        .span(6)
        .height(6),
    )
    .withPanel(
      vmLines(
        { title: 'Memory', description: 'Memory used of the cluster’s VMs; the ten fullest.' },
        metric('tart_vm_memory_used_ratio', { ...ALL, top: 10, legend: '{{vm}}' }),
      )
        .span(6)
        .height(6),
    )
    .withPanel(
      numbers(
        { title: 'Worst VM', description: 'The VM with the busiest CPU, the fullest memory and the fullest disk.' },
        metric('tart_vm_cpu_busy_ratio', { ...ALL, top: 1, legend: 'CPU {{vm}}' }),
        metric('tart_vm_memory_used_ratio', { ...ALL, top: 1, legend: 'Memory {{vm}}' }, 'B'),
        metric('tart_vm_filesystem_used_ratio', { ...ALL, top: 1, legend: 'Disk {{vm}} {{mountpoint}}' }, 'C'),
      )
        .span(24)
        .height(3),
    );
}
