import { z } from 'zod';

/** What the program of the API servers is told. `touch` restarts the container of a cluster's probe pod. */
export const ToServers = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), dir: z.string(), clusters: z.array(z.string()), pods: z.number() }),
  z.object({ do: z.literal('churn'), perSecond: z.number() }),
  z.object({ do: z.literal('touch'), cluster: z.string() }),
  z.object({ do: z.literal('list') }),
]);
export type ToServers = z.infer<typeof ToServers>;

/** `open`: the kubeconfig of each cluster, and how many bytes a list of the first one's pods has. */
export const Opened = z.object({ kubeconfigs: z.record(z.string(), z.string()), bytesOfPods: z.number() });
/** `churn`: how many changes there were so far. */
export const Churned = z.object({ changes: z.number() });
/** `touch`: the probe's restarts from now on, and when (epoch ms). */
export const Touched = z.object({ restarts: z.number(), atMs: z.number() });
/** `list`: each object in a line, as `listedAs` and `shownAs` write it. */
export const Listed = z.object({ objects: z.array(z.string()) });

/** What the program that polls is told: `run` polls every `everyMs` for so long, and waits for what it began. */
export const ToPolling = z.object({
  kubectl: z.string(),
  kubeconfigs: z.array(z.string()),
  cacheDir: z.string(),
  everyMs: z.number(),
  forMs: z.number(),
});
export type ToPolling = z.infer<typeof ToPolling>;
/** How long each cycle took, beats that came while one was under way, programs started, how many of them failed. */
export const Polled = z.object({ cycleMs: z.array(z.number()), missed: z.number(), processes: z.number(), failed: z.number() });
export type Polled = z.infer<typeof Polled>;

/** What the program of the cluster with Hubble is told. */
export const ToFlows = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), dir: z.string() }),
  z.object({ do: z.literal('rate'), perSecond: z.number() }),
  z.object({ do: z.literal('sent') }),
]);
export type ToFlows = z.infer<typeof ToFlows>;
export const FlowsOpened = z.object({ cluster: z.string(), kubeconfig: z.string() });
/** Flows that its agents saw so far, by verdict. */
export const Sent = z.object({ flows: z.record(z.string(), z.number()) });
