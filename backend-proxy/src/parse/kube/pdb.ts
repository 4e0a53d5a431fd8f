import { z } from 'zod';
import { Conditions, Count, NamespacedMetadata, objectParser } from './fields.ts';
import type { PdbRow } from './rows.ts';
import { SelectorField } from './selector.ts';

/** A count, `2`, or a share, `50%`. */
const Amount = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((amount) => (amount === null || amount === undefined || amount === '' ? null : String(amount)));

const Pdb = z.object({
  metadata: NamespacedMetadata,
  spec: z.object({ minAvailable: Amount, maxUnavailable: Amount, selector: SelectorField }),
  status: z
    .object({
      currentHealthy: Count,
      desiredHealthy: Count,
      expectedPods: Count,
      disruptionsAllowed: Count,
      observedGeneration: z.number().nullish(),
      conditions: Conditions,
    })
    .nullish(),
});

function toPdb({ metadata, spec, status }: z.output<typeof Pdb>): PdbRow {
  // Before its controller looked at it, the status of a new PDB says 0 of everything.
  const seen = status && (status.observedGeneration ?? 0) > 0 ? status : null;
  return {
    uid: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace,
    createdAtMs: metadata.creationTimestamp,
    selector: spec.selector,
    minAvailable: spec.minAvailable,
    maxUnavailable: spec.maxUnavailable,
    healthy: seen?.currentHealthy ?? null,
    healthyWanted: seen?.desiredHealthy ?? null,
    expectedPods: seen?.expectedPods ?? null,
    disruptionsAllowed: seen?.disruptionsAllowed ?? null,
    observedGeneration: status?.observedGeneration ?? null,
    conditions: status?.conditions ?? [],
  };
}

/**
 * Reads a policy/v1 PodDisruptionBudget. Counts are pods; they are null until the PDB's controller has looked at it.
 * Fails: with its name and the path of what does not fit.
 */
export const parsePdb = objectParser('policy/v1 PodDisruptionBudget', Pdb, toPdb);
