import { textsAt, recordsAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import { fraction } from '../../random.ts';
import { k6OptionsOf } from '../load/k6Options.ts';

/** How long what a node does takes, in ms: the same for the same pod, so that a seed's lab always runs alike. */
const between = (low: number, high: number, text: string): number => Math.round(low + (high - low) * fraction(text));

/** From being assigned to a node until the first container may start: sandbox and network. */
export const admitMs = (uid: string): number => between(250, 700, `admit/${uid}`);

/** Images are as large as they are: k6's takes its time. */
export const pullMs = (image: string): number => (image.includes('k6') ? 7600 : between(900, 2600, `pull/${image}`));

export const initMs = (uid: string, name: string): number => between(400, 1500, `init/${uid}/${name}`);

/** From a container's start until its probe says that it is ready. */
export const readyMs = (uid: string, name: string): number => between(900, 2200, `ready/${uid}/${name}`);

export const stopMs = (uid: string): number => between(500, 1600, `stop/${uid}`);

/** How long a container runs before it crashes. */
export const crashMs = (uid: string, restarts: number): number => between(800, 2500, `crash/${uid}/${restarts}`);

/** k6 ends its last iterations and prints its summary. */
const K6_REST_MS = 1500;

/** How long the work of a pod that runs to its end takes. */
export function workMs(pod: KubeObject): number {
  const k6 = k6OptionsOf(pod);
  if (k6) return k6.seconds * 1000 + K6_REST_MS;
  const words = recordsAt(pod, 'spec', 'containers').flatMap((container) => [
    ...textsAt(container, 'command'),
    ...textsAt(container, 'args'),
  ]);
  const sleep = /\bsleep\s+(\d+)/.exec(words.join(' '))?.[1];
  return sleep === undefined ? between(6000, 14_000, `work/${pod.metadata.uid ?? ''}`) : Number(sleep) * 1000;
}
