import type { Metric } from './metrics.ts';

type Draft = Pick<Metric, 'id' | 'name' | 'help' | 'collector'> & Partial<Metric>;
const clusterMetric = (group: string, unit: string, draft: Draft): Metric => ({
  kind: 'gauge',
  min: 0,
  group,
  unit,
  scope: 'cluster',
  labels: [],
  fold: 'avg',
  ...draft,
});
const count = (group: string, draft: Draft): Metric => clusterMetric(group, 'short', { decimals: 0, fold: 'last', ...draft });
const cores = (group: string, draft: Draft): Metric => clusterMetric(group, 'short', { decimals: 2, ...draft });
const bytes = (group: string, draft: Draft): Metric => clusterMetric(group, 'bytes', draft);
const ratio = (group: string, draft: Draft): Metric => clusterMetric(group, 'percentunit', { kind: 'ratio', decimals: 1, ...draft });
const perSecond = (group: string, draft: Draft): Metric => clusterMetric(group, 'cps', { kind: 'rate', ...draft });

const NODE = ['node'];
const WORKLOAD = ['namespace', 'workload'];
const POD = ['namespace', 'workload', 'pod', 'node'];
const HPA = ['namespace', 'hpa'];
const PDB = ['namespace', 'pdb'];
const LOADTEST = ['namespace', 'test'];
const HPA_METRIC = [...HPA, 'metric'];

/** What is kept of a cluster. CPU is in cores, memory in bytes; a workload is what owns a pod (Deployment, StatefulSet, Job, …). */
export const CLUSTER_METRICS: readonly Metric[] = [
  count('Cluster', {
    id: 'tart_cluster_up',
    name: 'Cluster up',
    kind: 'state',
    max: 1,
    fold: 'min',
    collector: 'watch',
    help: '1 while every watch of the cluster is in touch, 0 while one is not.',
  }),
  count('Cluster', { id: 'tart_cluster_nodes', name: 'Nodes', collector: 'nodes', help: 'Nodes of the cluster.' }),
  count('Cluster', {
    id: 'tart_cluster_nodes_ready',
    name: 'Nodes ready',
    collector: 'nodes',
    help: 'Nodes whose Ready condition is True.',
  }),
  count('Cluster', {
    id: 'tart_cluster_pods',
    name: 'Pods by phase',
    labels: ['phase'],
    collector: 'pods',
    help: 'Pods of the cluster by phase: Pending, Running, Succeeded, Failed, Unknown.',
  }),
  count('Cluster', {
    id: 'tart_cluster_pods_by_reason',
    name: 'Pods by status',
    labels: ['reason'],
    collector: 'pods',
    help: 'Pods of the cluster by the status that kubectl shows: Running, CrashLoopBackOff, ImagePullBackOff, OOMKilled, Evicted, Completed, …',
  }),
  count('Cluster', {
    id: 'tart_cluster_pod_restarts',
    name: 'Restarts',
    labels: ['namespace'],
    collector: 'pods',
    help: 'Restarts of all containers of the pods that exist now, with init containers and sidecars. It falls when a pod is deleted.',
  }),

  count('Nodes', {
    id: 'tart_node_ready',
    name: 'Node ready',
    labels: NODE,
    kind: 'state',
    max: 1,
    fold: 'min',
    collector: 'nodes',
    help: '1 while the node is Ready, 0 while it is not or not known to be.',
  }),
  count('Nodes', {
    id: 'tart_node_pods',
    name: 'Pods on node',
    labels: NODE,
    collector: 'pods',
    help: 'Pods on the node that are neither finished nor failed.',
  }),
  count('Nodes', {
    id: 'tart_node_pods_allocatable',
    name: 'Pods allocatable',
    labels: NODE,
    collector: 'nodes',
    help: 'Pods that the node may run.',
  }),
  cores('Nodes', {
    id: 'tart_node_cpu_allocatable_cores',
    name: 'CPU allocatable',
    labels: NODE,
    fold: 'last',
    collector: 'nodes',
    help: 'Cores that pods of the node may have.',
  }),
  cores('Nodes', {
    id: 'tart_node_cpu_requests_cores',
    name: 'CPU requested',
    labels: NODE,
    fold: 'last',
    collector: 'pods',
    help: 'Cores that the node’s running and pending pods request, as the scheduler counts them.',
  }),
  cores('Nodes', {
    id: 'tart_node_cpu_limits_cores',
    name: 'CPU limits',
    labels: NODE,
    fold: 'last',
    collector: 'pods',
    help: 'Sum of the CPU limits of the node’s running and pending pods; pods without a limit count nothing.',
  }),
  cores('Nodes', {
    id: 'tart_node_cpu_usage_cores',
    name: 'Node CPU usage',
    labels: NODE,
    collector: 'podUsage',
    help: 'Cores in use on the node, from metrics.k8s.io.',
  }),
  ratio('Nodes', {
    id: 'tart_node_cpu_usage_ratio',
    name: 'Node CPU usage %',
    labels: NODE,
    collector: 'podUsage',
    help: 'Cores in use by cores allocatable.',
  }),
  bytes('Nodes', {
    id: 'tart_node_memory_allocatable_bytes',
    name: 'Memory allocatable',
    labels: NODE,
    fold: 'last',
    collector: 'nodes',
    help: 'Memory that pods of the node may have.',
  }),
  bytes('Nodes', {
    id: 'tart_node_memory_requests_bytes',
    name: 'Memory requested',
    labels: NODE,
    fold: 'last',
    collector: 'pods',
    help: 'Memory that the node’s running and pending pods request, as the scheduler counts it.',
  }),
  bytes('Nodes', {
    id: 'tart_node_memory_limits_bytes',
    name: 'Memory limits',
    labels: NODE,
    fold: 'last',
    collector: 'pods',
    help: 'Sum of the memory limits of the node’s running and pending pods; pods without a limit count nothing.',
  }),
  bytes('Nodes', {
    id: 'tart_node_memory_usage_bytes',
    name: 'Node memory usage',
    labels: NODE,
    collector: 'podUsage',
    help: 'Working set of the node, from metrics.k8s.io.',
  }),
  ratio('Nodes', {
    id: 'tart_node_memory_usage_ratio',
    name: 'Node memory usage %',
    labels: NODE,
    collector: 'podUsage',
    help: 'Working set by memory allocatable.',
  }),

  count('Workloads', {
    id: 'tart_workload_pods',
    name: 'Workload pods',
    labels: WORKLOAD,
    collector: 'pods',
    help: 'Pods of a workload that are neither finished nor failed.',
  }),
  count('Workloads', {
    id: 'tart_workload_pods_ready',
    name: 'Workload pods ready',
    labels: WORKLOAD,
    collector: 'pods',
    help: 'Pods of a workload whose Ready condition is True.',
  }),
  count('Workloads', {
    id: 'tart_workload_restarts',
    name: 'Workload restarts',
    labels: WORKLOAD,
    collector: 'pods',
    help: 'Restarts of all containers of a workload’s pods that exist now.',
  }),
  cores('Workloads', {
    id: 'tart_workload_cpu_usage_cores',
    name: 'Workload CPU usage',
    labels: WORKLOAD,
    collector: 'podUsage',
    help: 'Cores in use by a workload’s pods, from metrics.k8s.io.',
  }),
  bytes('Workloads', {
    id: 'tart_workload_memory_usage_bytes',
    name: 'Workload memory usage',
    labels: WORKLOAD,
    collector: 'podUsage',
    help: 'Working set of a workload’s pods, from metrics.k8s.io.',
  }),
  cores('Workloads', {
    id: 'tart_workload_cpu_requests_cores',
    name: 'Workload CPU requested',
    labels: WORKLOAD,
    fold: 'last',
    collector: 'pods',
    help: 'Cores that a workload’s pods request.',
  }),
  bytes('Workloads', {
    id: 'tart_workload_memory_requests_bytes',
    name: 'Workload memory requested',
    labels: WORKLOAD,
    fold: 'last',
    collector: 'pods',
    help: 'Memory that a workload’s pods request.',
  }),

  cores('Pods', {
    id: 'tart_pod_cpu_usage_cores',
    name: 'Pod CPU usage',
    labels: POD,
    collector: 'podUsage',
    help: 'Cores in use by a pod, from metrics.k8s.io. Kept in clusters of up to 500 pods.',
  }),
  bytes('Pods', {
    id: 'tart_pod_memory_usage_bytes',
    name: 'Pod memory usage',
    labels: POD,
    collector: 'podUsage',
    help: 'Working set of a pod, from metrics.k8s.io. Kept in clusters of up to 500 pods.',
  }),
  count('Pods', {
    id: 'tart_pod_restarts',
    name: 'Pod restarts',
    labels: POD,
    collector: 'pods',
    help: 'Restarts of a pod’s containers, with init containers and sidecars. Kept in clusters of up to 500 pods.',
  }),

  count('HPA', { id: 'tart_hpa_replicas', name: 'HPA replicas', labels: HPA, collector: 'hpas', help: 'Replicas that the HPA saw last.' }),
  count('HPA', {
    id: 'tart_hpa_replicas_desired',
    name: 'HPA desired replicas',
    labels: HPA,
    collector: 'hpas',
    help: 'Replicas that the HPA last asked for, after its limits.',
  }),
  count('HPA', {
    id: 'tart_hpa_replicas_asked',
    name: 'HPA replicas by formula',
    labels: HPA,
    collector: 'hpas',
    help: 'What ceil(current × metric / target) asks for, before windows, policies, minimum and maximum.',
  }),
  count('HPA', {
    id: 'tart_hpa_replicas_min',
    name: 'HPA minimum',
    labels: HPA,
    collector: 'hpas',
    help: 'Fewest replicas that the HPA may set.',
  }),
  count('HPA', {
    id: 'tart_hpa_replicas_max',
    name: 'HPA maximum',
    labels: HPA,
    collector: 'hpas',
    help: 'Most replicas that the HPA may set.',
  }),
  ratio('HPA', {
    id: 'tart_hpa_utilization_ratio',
    name: 'HPA utilization',
    labels: HPA_METRIC,
    collector: 'hpas',
    help: 'Use by request, of a metric whose target is a utilization. It may pass 100 %.',
  }),
  ratio('HPA', {
    id: 'tart_hpa_utilization_target_ratio',
    name: 'HPA utilization target',
    labels: HPA_METRIC,
    fold: 'last',
    collector: 'hpas',
    help: 'The utilization that the HPA aims at.',
  }),
  clusterMetric('HPA', 'short', {
    id: 'tart_hpa_metric',
    name: 'HPA metric',
    labels: HPA_METRIC,
    collector: 'hpas',
    help: 'Value of a metric whose target is a value or an average value, in the metric’s own unit.',
  }),
  clusterMetric('HPA', 'short', {
    id: 'tart_hpa_metric_target',
    name: 'HPA metric target',
    labels: HPA_METRIC,
    fold: 'last',
    collector: 'hpas',
    help: 'The value that the HPA aims at.',
  }),

  count('PDB', {
    id: 'tart_pdb_healthy',
    name: 'PDB healthy pods',
    labels: PDB,
    collector: 'pdbs',
    help: 'Healthy pods that the PodDisruptionBudget counts.',
  }),
  count('PDB', {
    id: 'tart_pdb_healthy_wanted',
    name: 'PDB healthy pods wanted',
    labels: PDB,
    collector: 'pdbs',
    help: 'Healthy pods that evictions have to leave. It does not limit an HPA’s or a Deployment’s own scaling.',
  }),
  count('PDB', {
    id: 'tart_pdb_disruptions_allowed',
    name: 'PDB disruptions allowed',
    labels: PDB,
    collector: 'pdbs',
    help: 'Pods that may be evicted now; 0 holds a drain of their nodes.',
  }),

  clusterMetric('Load tests', 'reqps', {
    id: 'tart_loadtest_requests_per_second',
    name: 'Requests of a load test',
    kind: 'rate',
    labels: LOADTEST,
    collector: 'loadTest',
    help: 'Requests a second that k6 makes: of the last seconds while it runs, of the whole test at its end.',
  }),
  ratio('Load tests', {
    id: 'tart_loadtest_failed_ratio',
    name: 'Failed requests of a load test',
    labels: LOADTEST,
    max: 1,
    decimals: 2,
    collector: 'loadTest',
    help: 'Requests without an answer, or with one of 400 and more, by all requests: of one of k6’s users while it runs, of all at its end.',
  }),
  ...(['p50', 'p95', 'p99'] as const).map((share) =>
    clusterMetric('Load tests', 's', {
      id: `tart_loadtest_duration_${share}_seconds`,
      name: `Duration ${share} of a load test`,
      labels: LOADTEST,
      collector: 'loadTest',
      help: `Time within which ${share.slice(1)} % of the requests were answered: those of one of k6’s users while it runs, all at its end.`,
    }),
  ),
  count('Load tests', {
    id: 'tart_loadtest_vus',
    name: 'Users of a load test',
    labels: LOADTEST,
    collector: 'loadTest',
    help: 'Virtual users that k6 keeps busy; 0 at its end.',
  }),

  perSecond('Flows', {
    id: 'tart_flows_per_second',
    name: 'Flows by verdict',
    labels: ['verdict'],
    collector: 'flows',
    help: 'Flows that Hubble reported each second, by verdict. Counts are whole even while single flows are sampled.',
  }),
  perSecond('Flows', {
    id: 'tart_flows_dropped_per_second',
    name: 'Drops by reason',
    labels: ['reason'],
    collector: 'flows',
    help: 'Dropped flows each second, by Cilium’s reason.',
  }),
  perSecond('Flows', {
    id: 'tart_flows_lost_per_second',
    name: 'Lost flow events',
    labels: ['source'],
    collector: 'flows',
    help: 'Flow events that Hubble lost each second, by where: its ring buffer, the kernel’s event buffer, its queue. Rates of flows are too low meanwhile.',
  }),
  perSecond('Flows', {
    id: 'tart_flows_connections_per_second',
    name: 'New connections',
    collector: 'flows',
    help: 'TCP connections opened each second, each counted once (SYN without ACK, seen at its source or first).',
  }),
  perSecond('Flows', {
    id: 'tart_flows_http_requests_per_second',
    name: 'HTTP answers',
    labels: ['code'],
    collector: 'flows',
    help: 'HTTP answers each second by class (2xx … 5xx), where a policy looks into HTTP.',
  }),
];
