import { DashboardLinkBuilder, type DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';

const KEPT = '${ds:queryparam}&${__url_time_range}';
/** A cell's or series' own cluster goes along where it has one. */
const link = (title: string, url: string): DynamicConfigValue => ({ id: 'links', value: [{ title, url, targetBlank: false }] });

/** From a cell that names a VM to its dashboard. */
export const toVm: DynamicConfigValue = link('Open ${__value.text}', `/d/tart-lab-vm?var-vm=\${__value.raw}&${KEPT}`);
/** From a cell that names a cluster to its dashboard. */
export const toCluster: DynamicConfigValue = link('Open ${__value.text}', `/d/tart-lab-cluster?var-cluster=\${__value.raw}&${KEPT}`);
/** From an HPA to how it scales. */
export const toScaling: DynamicConfigValue = link(
  'Scaling of ${__value.text}',
  `/d/tart-lab-scaling?var-cluster=\${__data.fields.cluster}&var-namespace=\${__data.fields.namespace}&var-hpa=\${__value.raw}&${KEPT}`,
);
/** From a series of a VM to that VM's dashboard. */
export const seriesToVm = { title: 'Open ${__field.labels.vm}', url: `/d/tart-lab-vm?var-vm=\${__field.labels.vm}&${KEPT}` };
/** From a cell that names a namespace to its traffic. */
export const toTraffic: DynamicConfigValue = link(
  'Traffic of ${__value.text}',
  `/d/tart-lab-traffic?var-cluster=\${__data.fields.cluster}&var-namespace=\${__value.raw}&${KEPT}`,
);
/** From a panel to how fresh what is shown is, and what is wrong with collection. */
export const collection = new DashboardLinkBuilder('Tart Lab itself').url(`/d/tart-lab-itself?${KEPT}`);
