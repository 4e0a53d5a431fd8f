import { t } from '@grafana/i18n';

/** One query to try: what it shows, and its text. */
export interface Example {
  readonly title: string;
  readonly text: string;
}

/** Queries to try, by kind. They work in every lab: none names a VM or a cluster. */
export const examples = (): readonly { readonly heading: string; readonly examples: readonly Example[] }[] => [
  {
    heading: t('editor.kind-metric', 'Metrics'),
    examples: [
      { title: t('help.cpu', 'CPU of every VM'), text: 'tart_vm_cpu_busy_ratio' },
      { title: t('help.top', 'The five VMs with the most memory in use'), text: 'tart_vm_memory_used_ratio top 5' },
      { title: t('help.outliers', 'VMs whose load stands out from the others'), text: 'tart_vm_load1 outliers 3' },
      { title: t('help.sum', 'Network traffic by cluster'), text: 'tart_vm_network_receive_bytes_per_second sum by (cluster)' },
      {
        title: t('help.legend', 'Disks but those of the boot loader, with names of their own'),
        text: 'tart_vm_filesystem_used_ratio{mountpoint!~"/boot*"} legend "{{vm}} {{mountpoint}}"',
      },
      { title: t('help.pattern', 'CPU of the workers, a point a minute at most'), text: 'tart_vm_cpu_busy_ratio{vm=~"*worker*"} every 1m' },
      { title: t('help.hpa', 'Replicas of every HPA'), text: 'tart_hpa_replicas' },
    ],
  },
  {
    heading: t('editor.kind-table', 'Tables'),
    examples: [
      { title: t('help.vms', 'Every VM as it is now'), text: 'table vms' },
      { title: t('help.pods', 'Pods that do not run'), text: 'table pods{status!=("Running", "Completed")}' },
      { title: t('help.columns', 'What listens on a low port'), text: 'table ports{port < 1024} columns vm, port, protocol, process' },
      { title: t('help.problems', 'What is wrong now, and what to do'), text: 'table problems' },
    ],
  },
  {
    heading: t('editor.kind-flows', 'Flows'),
    examples: [
      { title: t('help.graph', 'Who talks to whom'), text: 'flows graph' },
      { title: t('help.dropped', 'The latest flows that a policy dropped'), text: 'flows list{verdict="dropped"}' },
      { title: t('help.rates', 'Flows a second by verdict'), text: 'flows rates' },
    ],
  },
  {
    heading: t('editor.kind-events', 'Events'),
    examples: [
      { title: t('help.events', 'Everything that happened'), text: 'events' },
      { title: t('help.trouble', 'Warnings and errors'), text: 'events{severity=("warning", "error")}' },
      { title: t('help.steps', 'Steps of HPAs'), text: 'events{kind="hpa_step"}' },
    ],
  },
];
