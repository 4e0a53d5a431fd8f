import type { Labels } from '@tart-lab/contract/sample.ts';
import type { ClusterView } from '../../collect/kube/clusterView.ts';
import type { PodRow } from '../../parse/kube/rows.ts';
import type { LabelCache } from './labelCache.ts';

/** `vm` and `mac` of a node, where they are known. */
export type LabelsOfNode = (node: string) => Labels;

const CLUSTER = ['cluster'];
const NODE = ['cluster', 'node'];
const WORKLOAD = ['cluster', 'namespace', 'workload'];
const POD = ['cluster', 'namespace', 'workload', 'pod', 'node'];
const HPA = ['cluster', 'namespace', 'hpa'];
const PDB = ['cluster', 'namespace', 'pdb'];
const WATCH = ['cluster', 'watch'];
const HPA_METRIC = ['cluster', 'namespace', 'hpa', 'metric'];

/** The labels of a cluster's series. */
export const labelSets = (labels: LabelCache, cluster: string, labelsOfNode: LabelsOfNode) => ({
  cluster: () => labels.of(CLUSTER, [cluster]),
  one: (name: 'phase' | 'reason' | 'namespace', value: string) => labels.of(['cluster', name], [cluster, value]),
  node: (node: string) => labels.of(NODE, [cluster, node], labelsOfNode(node)),
  workload: (namespace: string, workload: string) => labels.of(WORKLOAD, [cluster, namespace, workload]),
  pod: (pod: PodRow, node: string) => labels.of(POD, [cluster, pod.namespace, pod.workload.name, pod.name, node], labelsOfNode(node)),
  hpa: (namespace: string, hpa: string) => labels.of(HPA, [cluster, namespace, hpa]),
  pdb: (namespace: string, pdb: string) => labels.of(PDB, [cluster, namespace, pdb]),
  watch: (watch: string) => labels.of(WATCH, [cluster, watch]),
  hpaMetric: (namespace: string, hpa: string, metric: string) => labels.of(HPA_METRIC, [cluster, namespace, hpa, metric]),
});
export type LabelSets = ReturnType<typeof labelSets>;

/** A cluster of more pods has no series of single pods: they would crowd out everything else. */
const MOST_PODS = 500;
export const hasPodSeries = ({ pods }: ClusterView): boolean => pods.size <= MOST_PODS;
