import { z } from 'zod';
import { Conditions, Count, listOf, NamespacedMetadata, objectParser, Text, TextMap } from './fields.ts';
import type { DeploymentRow } from './rows.ts';

const Deployment = z.object({
  metadata: NamespacedMetadata.extend({ generation: z.number().nullish() }),
  spec: z.object({
    replicas: z.number().nullish(),
    paused: z.boolean().nullish(),
    strategy: z.object({ type: Text }).nullish(),
    template: z.object({
      metadata: z.object({ labels: TextMap }).nullish(),
      spec: z.object({ containers: listOf(z.object({ image: Text })) }),
    }),
  }),
  status: z
    .object({
      replicas: Count,
      readyReplicas: Count,
      updatedReplicas: Count,
      availableReplicas: Count,
      unavailableReplicas: Count,
      observedGeneration: z.number().nullish(),
      conditions: Conditions,
    })
    .nullish(),
});

const toDeployment = ({ metadata, spec, status }: z.output<typeof Deployment>): DeploymentRow => ({
  uid: metadata.uid,
  name: metadata.name,
  namespace: metadata.namespace,
  createdAtMs: metadata.creationTimestamp,
  desired: spec.replicas ?? 1,
  current: status?.replicas ?? 0,
  ready: status?.readyReplicas ?? 0,
  upToDate: status?.updatedReplicas ?? 0,
  available: status?.availableReplicas ?? 0,
  unavailable: status?.unavailableReplicas ?? 0,
  generation: metadata.generation ?? null,
  observedGeneration: status?.observedGeneration ?? null,
  paused: spec.paused === true,
  strategy: spec.strategy?.type ?? null,
  images: spec.template.spec.containers.flatMap(({ image }) => image ?? []),
  podLabels: spec.template.metadata?.labels ?? {},
  conditions: status?.conditions ?? [],
});

/** Reads an apps/v1 Deployment. A count that is left out is 0, replicas left out are 1. Fails: with its name and the path of what does not fit. */
export const parseDeployment = objectParser('apps/v1 Deployment', Deployment, toDeployment);
