import type { Duplex } from 'node:stream';
import type { KubeContext } from '../api/context.ts';
import type { KubeObject } from '../objectStore.ts';

/** Connects to a port of a pod; what went wrong is a text for the client's error stream, in the kubelet's words. */
export async function openForward({ hooks }: KubeContext, pod: KubeObject, port: number): Promise<Duplex | string> {
  try {
    if (!hooks.portForward) throw new Error('the kubelet of this node does not answer');
    return await hooks.portForward(pod, port);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `error forwarding port ${port} to pod ${pod.metadata.uid ?? ''}, uid : failed to execute portforward in network namespace: ${why}`;
  }
}
