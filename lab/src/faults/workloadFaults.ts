import { deletePod } from '../cluster/controllers/podActions.ts';
import { isActive, isReady, phaseOf } from '../cluster/objects/pod.ts';
import { recordAt } from '../cluster/objects/read.ts';
import type { ServedCluster } from '../cluster/openServedCluster.ts';
import type { KubeObject } from '../kube/objectStore.ts';
import { FaultRefused } from './faultRefused.ts';
import { findPods, type PodTarget } from './targets.ts';
import { wholeNumber } from './wholeNumber.ts';

export interface WorkloadFault {
  readonly usage: string;
  readonly help: string;
  /** Returns what happened, as a sentence. */
  readonly apply: (target: PodTarget, args: readonly string[]) => string;
}

const KILLED = 137;
const SCALABLE: Readonly<Record<string, string>> = { Deployment: 'apps/deployments', StatefulSet: 'apps/statefulsets' };

/** Faults of pods and workloads by their names. */
export const WORKLOAD_FAULTS: ReadonlyMap<string, WorkloadFault> = new Map(
  Object.entries({
    'crash-loop': {
      usage: 'POD|WORKLOAD',
      help: 'its container ends soon after every start: CrashLoopBackOff',
      apply: (target) => {
        const { cluster } = target.served;
        cluster.ailments.set(target.namespace, target.byPodName ? (target.pods[0]?.metadata.name ?? '') : target.workload, 'crash-loop');
        for (const pod of target.pods) cluster.kubelet.kill(pod, undefined, 1, 'Error');
        return `${titleOf(target)} crashes after every start`;
      },
    },
    'oom-kill': {
      usage: 'POD|WORKLOAD',
      help: 'the kernel kills a container of it: OOMKilled',
      apply: (target) => {
        const pod = oneOf(target, (each) => target.served.cluster.kubelet.kill(each, undefined, KILLED, 'OOMKilled'));
        return `the container of ${pod.metadata.name} was killed for its memory`;
      },
    },
    'image-pull': {
      usage: 'POD|WORKLOAD',
      help: 'a pod of it is replaced, and the image cannot be pulled: ImagePullBackOff',
      apply: (target) => {
        const { cluster } = target.served;
        if (target.kind === 'Pod') throw new FaultRefused(`${target.workload} belongs to no workload: nothing would replace it`);
        cluster.ailments.set(target.namespace, target.workload, 'image-pull');
        const pod = oneOf(target, isActive);
        deletePod(cluster.context, pod);
        return `${pod.metadata.name} is replaced by one whose image cannot be pulled`;
      },
    },
    evict: {
      usage: 'POD|WORKLOAD',
      help: 'a node that is short of memory throws a pod of it out: Evicted',
      apply: (target) => {
        const pod = oneOf(target, isActive);
        const why = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 83404Ki. ';
        target.served.cluster.kubelet.evict(pod, why);
        return `${pod.metadata.name} is evicted`;
      },
    },
    scale: {
      usage: 'WORKLOAD N',
      help: 'the workload gets so many replicas',
      apply: (target, [count]) => {
        const { store } = target.served.cluster;
        const resource = SCALABLE[target.kind];
        const object = resource === undefined ? undefined : store.get(resource, target.workload, target.namespace);
        if (!object || resource === undefined) throw new FaultRefused(`${target.workload} is a ${target.kind}: it cannot be scaled`);
        const replicas = wholeNumber(count, 0, 200, 'N');
        store.put(resource, { ...object, spec: { ...recordAt(object, 'spec'), replicas } });
        return `${target.kind} ${target.workload} gets ${replicas} replicas`;
      },
    },
  } satisfies Record<string, WorkloadFault>),
);

/** Ends the faults of a pod or a workload: what still suffers from them is replaced. */
export function clearWorkload(clusters: readonly ServedCluster[], text: string): string {
  const target = findPods(clusters, text);
  const { cluster } = target.served;
  for (const name of [target.workload, ...target.pods.map(({ metadata }) => metadata.name)]) cluster.ailments.clear(target.namespace, name);
  for (const pod of target.pods) if (!isReady(pod) && phaseOf(pod) !== 'Succeeded') deletePod(cluster.context, pod);
  return `${titleOf(target)} is well again`;
}

/** The first pod of the target that the deed can be done to. */
function oneOf({ pods, workload }: PodTarget, does: (pod: KubeObject) => boolean): KubeObject {
  const pod = pods.find(does);
  if (pod) return pod;
  throw new FaultRefused(`no pod of ${workload} runs`);
}

const titleOf = ({ byPodName, pods, kind, workload, namespace, served }: PodTarget): string =>
  `${byPodName ? `pod ${pods[0]?.metadata.name ?? ''}` : `${kind} ${workload}`} in ${served.name}/${namespace}`;
