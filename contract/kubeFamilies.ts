import type { Family } from './families.ts';

const rows =
  (type: Family['type'], subject: string, own: readonly string[]) =>
  (name: string, labels: readonly string[], help: string): Family => ({
    name: `kube_${subject}_${name}`,
    type,
    labels: [...own, ...labels],
    help,
  });

const POD = ['namespace', 'pod', 'uid'];
const CONTAINER = [...POD, 'container'];
const DEPLOYMENT = ['namespace', 'deployment'];
const HPA = ['namespace', 'horizontalpodautoscaler'];
const node = rows('gauge', 'node', ['node']);
const pod = rows('gauge', 'pod', POD);
const container = rows('gauge', 'pod_container', CONTAINER);
const initContainer = rows('gauge', 'pod_init_container', CONTAINER);
const deployment = rows('gauge', 'deployment', DEPLOYMENT);
const hpa = rows('gauge', 'horizontalpodautoscaler', HPA);
const pdb = rows('gauge', 'poddisruptionbudget', ['namespace', 'poddisruptionbudget']);
const service = rows('gauge', 'service', ['namespace', 'service', 'uid']);

/** What kube-state-metrics shows of a cluster, as far as the proxy watches it: names, labels and values are its own. */
export const KUBE_FAMILIES: readonly Family[] = [
  node(
    'info',
    ['kernel_version', 'os_image', 'container_runtime_version', 'kubelet_version', 'provider_id', 'pod_cidr', 'internal_ip'],
    '1, with what a node is.',
  ),
  node('created', [], 'When a node was created, in seconds since the epoch.'),
  node('role', ['role'], '1 for each role of a node.'),
  node('spec_unschedulable', [], '1 while a node takes no new pods.'),
  node('spec_taint', ['key', 'value', 'effect'], '1 for each taint of a node.'),
  node('status_condition', ['condition', 'status'], '1 for the status that a condition of a node has, 0 for the others.'),
  node('status_capacity', ['resource', 'unit'], 'What a node has: cpu (core), memory (byte), pods (integer).'),
  node('status_allocatable', ['resource', 'unit'], 'What pods of a node may have: cpu (core), memory (byte), pods (integer).'),

  pod(
    'info',
    ['host_ip', 'pod_ip', 'node', 'created_by_kind', 'created_by_name', 'priority_class', 'host_network'],
    '1, with what a pod is.',
  ),
  pod('created', [], 'When a pod was created, in seconds since the epoch.'),
  pod('start_time', [], 'When the kubelet first saw a pod, in seconds since the epoch.'),
  pod('deletion_timestamp', [], 'When a pod that is being deleted has to be gone, in seconds since the epoch.'),
  pod('owner', ['owner_kind', 'owner_name', 'owner_is_controller'], '1, with what controls a pod.'),
  pod('status_phase', ['phase'], '1 for the phase of a pod, 0 for the others.'),
  pod('status_ready', ['condition'], '1 for the status of a pod’s Ready condition, 0 for the others.'),
  pod('status_scheduled', ['condition'], '1 for the status of a pod’s PodScheduled condition, 0 for the others.'),
  pod('status_reason', ['reason'], '1 for why a pod as a whole is as it is: Evicted, NodeLost, Shutdown, …'),
  pod('status_qos_class', ['qos_class'], '1 for the QoS class of a pod.'),
  container('info', ['image'], '1, with what a container of a pod is.'),
  container('status_ready', [], '1 while a container is ready.'),
  container('status_running', [], '1 while a container runs.'),
  container('status_waiting', [], '1 while a container waits.'),
  container('status_terminated', [], '1 while a container has ended.'),
  container('status_waiting_reason', ['reason'], '1 for why a container waits: CrashLoopBackOff, ImagePullBackOff, …'),
  container('status_terminated_reason', ['reason'], '1 for why a container has ended: OOMKilled, Error, Completed, …'),
  container(
    'status_last_terminated_reason',
    ['reason'],
    '1 for why a container’s run before this one ended. It stays until the next one ends.',
  ),
  container('status_last_terminated_exitcode', [], 'Exit code of a container’s run before this one.'),
  container('status_last_terminated_timestamp', [], 'When a container’s run before this one ended, in seconds since the epoch.'),
  rows('counter', 'pod_container', CONTAINER)('status_restarts_total', [], 'Restarts of a container.'),
  container('resource_requests', ['node', 'resource', 'unit'], 'What a container requests: cpu (core), memory (byte).'),
  container('resource_limits', ['node', 'resource', 'unit'], 'What a container may use: cpu (core), memory (byte).'),
  initContainer('info', ['image'], '1, with what an init container of a pod is.'),
  initContainer('status_waiting_reason', ['reason'], '1 for why an init container waits.'),
  rows('counter', 'pod_init_container', CONTAINER)('status_restarts_total', [], 'Restarts of an init container or sidecar.'),
  initContainer('resource_requests', ['node', 'resource', 'unit'], 'What an init container requests: cpu (core), memory (byte).'),
  initContainer('resource_limits', ['node', 'resource', 'unit'], 'What an init container may use: cpu (core), memory (byte).'),
  rows('gauge', 'replicaset', ['namespace', 'replicaset'])(
    'owner',
    ['owner_kind', 'owner_name', 'owner_is_controller'],
    '1, with the Deployment of a ReplicaSet that has pods, as their template hash tells it.',
  ),

  deployment('created', [], 'When a deployment was created, in seconds since the epoch.'),
  deployment('metadata_generation', [], 'Which version of its specification a deployment has.'),
  deployment('spec_replicas', [], 'Replicas that a deployment wants.'),
  deployment('spec_paused', [], '1 while a deployment is paused.'),
  deployment('status_observed_generation', [], 'Which version of its specification the deployment’s controller has seen.'),
  deployment('status_replicas', [], 'Replicas of a deployment.'),
  deployment('status_replicas_ready', [], 'Replicas of a deployment that are ready.'),
  deployment('status_replicas_available', [], 'Replicas of a deployment that have been ready long enough.'),
  deployment('status_replicas_unavailable', [], 'Replicas that a deployment lacks.'),
  deployment('status_replicas_updated', [], 'Replicas of a deployment that have its current template.'),
  deployment('status_condition', ['condition', 'status'], '1 for the status that a condition of a deployment has, 0 for the others.'),

  hpa('info', ['scaletargetref_kind', 'scaletargetref_name'], '1, with what an HPA scales.'),
  hpa('spec_min_replicas', [], 'Fewest replicas that an HPA may set.'),
  hpa('spec_max_replicas', [], 'Most replicas that an HPA may set.'),
  hpa('spec_target_metric', ['metric_name', 'metric_target_type'], 'What an HPA aims at; a utilization in percent of the request.'),
  hpa('status_target_metric', ['metric_name', 'metric_target_type'], 'What an HPA measures; a utilization in percent of the request.'),
  hpa('status_current_replicas', [], 'Replicas that an HPA saw last.'),
  hpa('status_desired_replicas', [], 'Replicas that an HPA last asked for.'),
  hpa('status_condition', ['condition', 'status'], '1 for the status that a condition of an HPA has, 0 for the others.'),

  pdb('created', [], 'When a PDB was created, in seconds since the epoch.'),
  pdb('status_current_healthy', [], 'Healthy pods that a PDB counts.'),
  pdb('status_desired_healthy', [], 'Healthy pods that a PDB wants at least.'),
  pdb('status_pod_disruptions_allowed', [], 'Evictions that a PDB allows now.'),
  pdb('status_expected_pods', [], 'Pods that a PDB counts.'),
  pdb('status_observed_generation', [], 'Which version of its specification the PDB’s controller has seen.'),

  service('info', ['cluster_ip', 'external_name', 'load_balancer_ip'], '1, with what a service is.'),
  service('created', [], 'When a service was created, in seconds since the epoch.'),
  service('spec_type', ['type'], '1 for the type of a service.'),
];
