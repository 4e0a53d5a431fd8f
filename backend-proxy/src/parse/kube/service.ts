import { z } from 'zod';
import { listOf, NamespacedMetadata, objectParser, Text, TextMap } from './fields.ts';
import type { ServiceRow } from './rows.ts';

const Port = z.object({
  name: Text,
  protocol: Text,
  port: z.number(),
  targetPort: z.union([z.number(), z.string()]).nullish(),
  nodePort: z.number().nullish(),
});
const Service = z.object({
  metadata: NamespacedMetadata,
  spec: z.object({
    type: Text,
    clusterIP: Text,
    clusterIPs: listOf(z.string()),
    externalIPs: listOf(z.string()),
    externalName: Text,
    ports: listOf(Port),
    selector: TextMap,
  }),
  status: z.object({ loadBalancer: z.object({ ingress: listOf(z.object({ ip: Text, hostname: Text })) }).nullish() }).nullish(),
});

const toService = ({ metadata, spec, status }: z.output<typeof Service>): ServiceRow => ({
  uid: metadata.uid,
  name: metadata.name,
  namespace: metadata.namespace,
  createdAtMs: metadata.creationTimestamp,
  type: spec.type ?? 'ClusterIP',
  clusterAddresses: (spec.clusterIPs.length > 0 ? spec.clusterIPs : [spec.clusterIP ?? 'None']).filter((address) => address !== 'None'),
  externalAddresses: [
    ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    ...spec.externalIPs,
    ...(spec.externalName === null ? [] : [spec.externalName]),
  ],
  ports: spec.ports.map(({ name, protocol, port, targetPort, nodePort }) => ({
    name,
    protocol: protocol ?? 'TCP',
    port,
    target: targetPort === null || targetPort === undefined ? null : String(targetPort),
    nodePort: nodePort ? nodePort : null,
  })),
  selector: spec.selector,
});

/** Reads a core/v1 Service. A headless one has no cluster address. Fails: with its name and the path of what does not fit. */
export const parseService = objectParser('core/v1 Service', Service, toService);
