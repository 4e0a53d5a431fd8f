import type { Choice } from '@tart-lab/contract/routes.ts';
import type { PodRow } from '../../parse/kube/rows.ts';
import type { ClusterScope } from './clusterScope.ts';
import type { JoinedCluster } from './row.ts';

export type ClusterChoiceKind = 'clusters' | 'nodes' | 'namespaces' | 'workloads' | 'pods' | 'hpas';

const choice = (value: string, description: string): Choice => ({ value, label: value, description });
const named = (value: string): Choice => ({ value, label: value });

/**
 * What can be chosen of the clusters within a scope; the same name may come more than once. A scope of some VMs or Macs leaves out what is
 * on no node: a Deployment without pods, an empty namespace, a cluster without such a VM.
 */
export function clusterChoices(kind: ClusterChoiceKind, scope: ClusterScope): Choice[] {
  return scope.clusters.flatMap((joined) => CHOICES[kind](joined, scope));
}

const podsOf = (joined: JoinedCluster, { namespace, workload, node, nodeName, podName }: ClusterScope): PodRow[] =>
  [...joined.cluster.view.pods.values()].filter(
    (pod) => namespace(pod.namespace) && workload(pod.workload.name) && podName(pod.name) && nodeName(pod.node) && node(joined, pod.node),
  );
const nodesOf = (joined: JoinedCluster, { node, nodeName }: ClusterScope) =>
  [...joined.cluster.view.nodes.values()].filter(({ name }) => nodeName(name) && node(joined, name));
/** Objects that are on no node of their own. */
const placeless = <Row extends { readonly namespace: string }>(
  rows: ReadonlyMap<string, Row>,
  { namespace, ofVms }: ClusterScope,
): Row[] => (ofVms ? [] : [...rows.values()].filter((row) => namespace(row.namespace)));

const CHOICES: Readonly<Record<ClusterChoiceKind, (joined: JoinedCluster, scope: ClusterScope) => Choice[]>> = {
  clusters: (joined, scope) => (scope.ofVms && nodesOf(joined, scope).length === 0 ? [] : [named(joined.cluster.name)]),
  nodes: (joined, scope) => nodesOf(joined, scope).map(({ name, roles }) => choice(name, [joined.cluster.name, ...roles].join(', '))),
  namespaces: (joined, scope) => {
    const { deployments, services, hpas } = joined.cluster.view;
    const others = [...placeless(deployments, scope), ...placeless(services, scope), ...placeless(hpas, scope)];
    return [...podsOf(joined, scope), ...others].map(({ namespace }) => named(namespace));
  },
  workloads: (joined, scope) => [
    ...podsOf(joined, scope).map(({ workload, namespace }) => choice(workload.name, `${workload.kind} in ${namespace}`)),
    ...placeless(joined.cluster.view.deployments, scope)
      .filter(({ name }) => scope.workload(name))
      .map(({ name, namespace }) => choice(name, `Deployment in ${namespace}`)),
  ],
  pods: (joined, scope) => podsOf(joined, scope).map(({ name, namespace, reason }) => choice(name, `${namespace}, ${reason}`)),
  hpas: (joined, scope) =>
    placeless(joined.cluster.view.hpas, scope).map(({ name, target }) => choice(name, `${target.kind}/${target.name}`)),
};
