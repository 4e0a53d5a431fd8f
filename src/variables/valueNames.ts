import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import type { ValueKind } from '@tart-lab/contract/routes.ts';

/** What a variable can list, in the order of the list. */
export const valueNames = (): ComboboxOption<ValueKind>[] => [
  { value: 'vms', label: t('variable.vms', 'VMs') },
  { value: 'clusters', label: t('variable.clusters', 'Clusters') },
  { value: 'macs', label: t('variable.macs', 'Macs') },
  { value: 'nodes', label: t('variable.nodes', 'Nodes') },
  { value: 'namespaces', label: t('variable.namespaces', 'Namespaces') },
  { value: 'workloads', label: t('variable.workloads', 'Workloads') },
  { value: 'pods', label: t('variable.pods', 'Pods') },
  { value: 'hpas', label: t('variable.hpas', 'HPAs') },
  { value: 'devices', label: t('variable.devices', 'Devices') },
  { value: 'mountpoints', label: t('variable.mountpoints', 'Mount points') },
  { value: 'metrics', label: t('variable.metrics', 'Metrics') },
  { value: 'labelvalues', label: t('variable.labelvalues', 'Values of a label') },
];
