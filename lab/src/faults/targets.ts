import type { ServedCluster } from '../cluster/openServedCluster.ts';
import { workloadOf } from '../cluster/objects/workload.ts';
import type { KubeObject } from '../kube/objectStore.ts';
import { FaultRefused } from './faultRefused.ts';
import { unknown } from './nearest.ts';

/** Pods that a command means: one by its name, or all of a workload. */
export interface PodTarget {
  readonly served: ServedCluster;
  readonly namespace: string;
  /** The workload's name, or that of a pod that belongs to none. */
  readonly workload: string;
  /** A Deployment, a StatefulSet, …; `Pod` for one of its own. */
  readonly kind: string;
  readonly byPodName: boolean;
  readonly pods: readonly KubeObject[];
}

export function findCluster(clusters: readonly ServedCluster[], name: string): ServedCluster {
  const found = clusters.find((each) => each.name === name);
  if (found) return found;
  const names = clusters.map((each) => each.name);
  throw new FaultRefused(names.length === 0 ? 'this lab runs without clusters: start it with --clusters' : unknown('cluster', name, names));
}

/** Finds `POD` or `WORKLOAD`, or with its place before it: `demo/nginx-web`, `dev/demo/nginx-web`. The first cluster that has it. */
export function findPods(clusters: readonly ServedCluster[], text: string): PodTarget {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const namespace = parts.at(-2);
  const among = parts.length > 2 ? [findCluster(clusters, parts[0] ?? '')] : clusters;
  const names = new Set<string>();
  for (const served of among) {
    const { store } = served.cluster;
    const groups = new Map<string, KubeObject[]>();
    for (const pod of store.list('core/pods', namespace)) {
      const workload = workloadOf(store, pod);
      const place = pod.metadata.namespace ?? '';
      if (pod.metadata.name === name)
        return { served, namespace: place, workload: workload.name, kind: workload.kind, byPodName: true, pods: [pod] };
      names.add(workload.name).add(pod.metadata.name);
      if (workload.name !== name) continue;
      const key = `${place}/${workload.kind}`;
      groups.set(key, [...(groups.get(key) ?? []), pod]);
    }
    for (const [key, pods] of groups) {
      const [place = '', kind = ''] = key.split('/');
      return { served, namespace: place, workload: name, kind, byPodName: false, pods };
    }
    const idle = store.list('apps/deployments', namespace).find(({ metadata }) => metadata.name === name);
    if (idle) return { served, namespace: idle.metadata.namespace ?? '', workload: name, kind: 'Deployment', byPodName: false, pods: [] };
  }
  throw new FaultRefused(unknown('pod or workload', text, [...names]));
}
