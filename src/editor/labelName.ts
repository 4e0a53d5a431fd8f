import { t } from '@grafana/i18n';

/** A label's name as people say it; one that is not known here stays as the proxy names it. */
export function labelName(name: string): string {
  switch (name) {
    case 'vm':
      return t('label.vm', 'VM');
    case 'cluster':
      return t('label.cluster', 'Cluster');
    case 'mac':
      return t('label.mac', 'Mac');
    case 'device':
      return t('label.device', 'Device');
    case 'mountpoint':
      return t('label.mountpoint', 'Mount point');
    case 'mode':
      return t('label.mode', 'Mode');
    case 'state':
      return t('label.state', 'State');
    case 'protocol':
      return t('label.protocol', 'Protocol');
    case 'node':
      return t('label.node', 'Node');
    case 'namespace':
      return t('label.namespace', 'Namespace');
    case 'workload':
      return t('label.workload', 'Workload');
    case 'pod':
      return t('label.pod', 'Pod');
    case 'hpa':
      return t('label.hpa', 'HPA');
    case 'phase':
      return t('label.phase', 'Phase');
    case 'reason':
      return t('label.reason', 'Reason');
    case 'metric':
      return t('label.metric', 'HPA metric');
    case 'verdict':
      return t('label.verdict', 'Verdict');
    case 'source':
      return t('label.source', 'Where');
    case 'code':
      return t('label.code', 'Code');
    default:
      return name;
  }
}
