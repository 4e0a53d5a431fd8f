import type { DeploymentRow, HpaMetric, HpaRow, PdbRow, PodRow, ServiceRow } from '../../parse/kube/rows.ts';
import type { Lines } from '../lines.ts';
import { RowAdder } from './rowAdder.ts';

/** A deployment, as kube-state-metrics shows it. */
export function addDeployment(lines: Lines, cluster: string, row: DeploymentRow): void {
  const rows = new RowAdder(lines, { namespace: row.namespace, deployment: row.name, cluster });
  rows.time('kube_deployment_created', row.createdAtMs);
  rows.add('kube_deployment_metadata_generation', row.generation);
  rows.add('kube_deployment_spec_replicas', row.desired);
  rows.add('kube_deployment_spec_paused', Number(row.paused));
  rows.add('kube_deployment_status_observed_generation', row.observedGeneration);
  rows.add('kube_deployment_status_replicas', row.current);
  rows.add('kube_deployment_status_replicas_ready', row.ready);
  rows.add('kube_deployment_status_replicas_available', row.available);
  rows.add('kube_deployment_status_replicas_unavailable', row.unavailable);
  rows.add('kube_deployment_status_replicas_updated', row.upToDate);
  rows.conditions('kube_deployment_status_condition', row.conditions);
}

/** The metric's name as its source has it: `cpu` of `cpu (container app)`, `requests` of `pods/requests (path=/)`. */
const metricName = ({ name }: HpaMetric): string => name.replace(/ \(.*\)$/s, '').replace(/^.*\//s, '');
const TARGET_TYPE = { utilization: 'utilization', averageValue: 'average', value: 'value' } as const;

/** An HPA, as kube-state-metrics shows it: a utilization is a percentage there. */
export function addHpa(lines: Lines, cluster: string, row: HpaRow): void {
  const rows = new RowAdder(lines, { namespace: row.namespace, horizontalpodautoscaler: row.name, cluster });
  rows.add('kube_horizontalpodautoscaler_info', 1, { scaletargetref_kind: row.target.kind, scaletargetref_name: row.target.name });
  rows.add('kube_horizontalpodautoscaler_spec_min_replicas', row.min);
  rows.add('kube_horizontalpodautoscaler_spec_max_replicas', row.max);
  const seen = new Set<string>();
  for (const metric of row.metrics) {
    const labels = { metric_name: metricName(metric), metric_target_type: TARGET_TYPE[metric.type] };
    const key = `${labels.metric_name} ${labels.metric_target_type}`;
    // Two metrics of one name, such as the CPU of two containers, are one series there: the first is told.
    if (seen.has(key)) continue;
    seen.add(key);
    const scale = metric.type === 'utilization' ? 100 : 1;
    rows.add('kube_horizontalpodautoscaler_spec_target_metric', rounded(metric.target * scale), labels);
    rows.add('kube_horizontalpodautoscaler_status_target_metric', metric.current === null ? null : rounded(metric.current * scale), labels);
  }
  rows.add('kube_horizontalpodautoscaler_status_current_replicas', row.current);
  rows.add('kube_horizontalpodautoscaler_status_desired_replicas', row.desired);
  rows.conditions('kube_horizontalpodautoscaler_status_condition', row.conditions);
}
/** 0.57 × 100 is 56.99999999999999. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** A PodDisruptionBudget, as kube-state-metrics shows it; counts only once its controller has looked at it. */
export function addPdb(lines: Lines, cluster: string, row: PdbRow): void {
  const rows = new RowAdder(lines, { namespace: row.namespace, poddisruptionbudget: row.name, cluster });
  rows.time('kube_poddisruptionbudget_created', row.createdAtMs);
  rows.add('kube_poddisruptionbudget_status_current_healthy', row.healthy);
  rows.add('kube_poddisruptionbudget_status_desired_healthy', row.healthyWanted);
  rows.add('kube_poddisruptionbudget_status_pod_disruptions_allowed', row.disruptionsAllowed);
  rows.add('kube_poddisruptionbudget_status_expected_pods', row.expectedPods);
  rows.add('kube_poddisruptionbudget_status_observed_generation', row.observedGeneration);
}

/** A service, as kube-state-metrics shows it. */
export function addService(lines: Lines, cluster: string, row: ServiceRow): void {
  const rows = new RowAdder(lines, { namespace: row.namespace, service: row.name, uid: row.uid, cluster });
  const [external] = row.externalAddresses;
  rows.add('kube_service_info', 1, {
    cluster_ip: row.clusterAddresses[0] ?? 'None',
    external_name: row.type === 'ExternalName' ? external : null,
    load_balancer_ip: row.type === 'LoadBalancer' ? external : null,
  });
  rows.time('kube_service_created', row.createdAtMs);
  rows.add('kube_service_spec_type', 1, { type: row.type });
}

/**
 * The Deployment of every ReplicaSet that has pods. ReplicaSets are not watched; a pod's template hash tells its own, which is enough
 * to find a pod's workload by the rules of kubernetes-mixin.
 */
export function addReplicaSets(lines: Lines, cluster: string, pods: Iterable<PodRow>): void {
  const seen = new Set<string>();
  for (const { namespace, owner, workload } of pods) {
    if (owner?.kind !== 'ReplicaSet' || workload.kind !== 'Deployment' || seen.has(`${namespace}/${owner.name}`)) continue;
    seen.add(`${namespace}/${owner.name}`);
    const rows = new RowAdder(lines, { namespace, replicaset: owner.name, cluster });
    rows.add('kube_replicaset_owner', 1, { owner_kind: 'Deployment', owner_name: workload.name, owner_is_controller: 'true' });
  }
}
