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
    default:
      return name;
  }
}
