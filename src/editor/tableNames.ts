import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import type { TableName } from '@tart-lab/contract/query.ts';

/** Every table as a choice, grouped by what it is about, in the order of the list. */
export function tableOptions(): ComboboxOption<TableName>[] {
  const ofVms = t('table.group-vms', 'VMs');
  const ofClusters = t('table.group-clusters', 'Clusters');
  const ofLab = t('table.group-problems', 'Problems');
  return [
    {
      value: 'vms',
      group: ofVms,
      label: t('table.vms', 'VMs'),
      description: t('table.vms-help', 'State, address, size and load of every VM'),
    },
    { value: 'ports', group: ofVms, label: t('table.ports', 'Ports'), description: t('table.ports-help', 'What listens where') },
    {
      value: 'filesystems',
      group: ofVms,
      label: t('table.filesystems', 'Filesystems'),
      description: t('table.filesystems-help', 'Size and space left'),
    },
    {
      value: 'interfaces',
      group: ofVms,
      label: t('table.interfaces', 'Interfaces'),
      description: t('table.interfaces-help', 'Traffic of every network device'),
    },
    {
      value: 'processes',
      group: ofVms,
      label: t('table.processes', 'Processes'),
      description: t('table.processes-help', 'What uses CPU and memory'),
    },
    {
      value: 'clusters',
      group: ofClusters,
      label: t('table.clusters', 'Clusters'),
      description: t('table.clusters-help', 'Nodes, pods and use of every cluster'),
    },
    {
      value: 'nodes',
      group: ofClusters,
      label: t('table.nodes', 'Nodes'),
      description: t('table.nodes-help', 'Conditions, requests and use, and the VM behind each'),
    },
    {
      value: 'pods',
      group: ofClusters,
      label: t('table.pods', 'Pods'),
      description: t('table.pods-help', 'Status, restarts and use, and the reason of what is wrong'),
    },
    {
      value: 'deployments',
      group: ofClusters,
      label: t('table.deployments', 'Deployments'),
      description: t('table.deployments-help', 'Replicas wanted, there and ready'),
    },
    {
      value: 'hpas',
      group: ofClusters,
      label: t('table.hpas', 'HPAs'),
      description: t('table.hpas-help', 'Replicas, metrics, what the formula asks and what holds it'),
    },
    {
      value: 'pdbs',
      group: ofClusters,
      label: t('table.pdbs', 'PDBs'),
      description: t('table.pdbs-help', 'How many pods evictions have to leave, and what blocks them'),
    },
    {
      value: 'services',
      group: ofClusters,
      label: t('table.services', 'Services'),
      description: t('table.services-help', 'Addresses, ports and endpoints'),
    },
    {
      value: 'events',
      group: ofClusters,
      label: t('table.events', 'Kubernetes events'),
      description: t('table.events-help', 'What the clusters themselves reported'),
    },
    {
      value: 'loadtests',
      group: ofClusters,
      label: t('table.loadtests', 'Load tests'),
      description: t('table.loadtests-help', 'Every run of k6 in the time range with its figures'),
    },
    {
      value: 'loadtest_course',
      group: ofClusters,
      label: t('table.loadtest-course', 'Load tests side by side'),
      description: t('table.loadtest-course-help', 'Runs by the time since each began'),
    },
    {
      value: 'problems',
      group: ofLab,
      label: t('table.problems', 'Problems'),
      description: t('table.problems-help', 'What is wrong now, and what to do'),
    },
  ];
}
