import { z } from 'zod';
import { listOf, NamespacedMetadata, objectParser, TextMap } from './fields.ts';
import type { EndpointSliceRow } from './rows.ts';

const EndpointSlice = z.object({
  metadata: NamespacedMetadata.extend({ labels: TextMap }),
  endpoints: listOf(z.object({ addresses: listOf(z.string()), conditions: z.object({ ready: z.boolean().nullish() }).nullish() })),
});

function toEndpointSlice({ metadata, endpoints }: z.output<typeof EndpointSlice>): EndpointSliceRow {
  let ready = 0;
  let notReady = 0;
  for (const { addresses, conditions } of endpoints) {
    // Not said is ready, by the API's own rule.
    if (conditions?.ready === false) notReady += addresses.length;
    else ready += addresses.length;
  }
  return {
    uid: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace,
    createdAtMs: metadata.creationTimestamp,
    service: metadata.labels['kubernetes.io/service-name'] ?? null,
    ready,
    notReady,
  };
}

/** Reads a discovery.k8s.io/v1 EndpointSlice. Counts are addresses. Fails: with its name and the path of what does not fit. */
export const parseEndpointSlice = objectParser('discovery.k8s.io/v1 EndpointSlice', EndpointSlice, toEndpointSlice);
