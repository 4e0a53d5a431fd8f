import { z } from 'zod';

/** What `tart list` says of a VM; `unknown` keeps a word that a later tart may invent. */
export const VmState = z.enum(['running', 'suspended', 'stopped', 'unknown']);
export type VmState = z.infer<typeof VmState>;

/** How an address was found: by one of tart's resolvers, or fixed in the configuration. */
export const AddressSource = z.enum(['dhcp', 'arp', 'agent', 'fixed']);
export type AddressSource = z.infer<typeof AddressSource>;

/**
 * One VM as the inventory knows it. `null` is "not known", never a guess. Sizes are bytes.
 * `cluster` is the cluster it is a node of; `addressStale` says that the address stopped answering or belongs to a VM that is not running.
 */
export const Vm = z.object({
  name: z.string(),
  mac: z.string(),
  cluster: z.string().nullable(),
  state: VmState,
  os: z.enum(['linux', 'darwin']).nullable(),
  address: z.string().nullable(),
  addressSource: AddressSource.nullable(),
  addressStale: z.boolean(),
  cpuCount: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  diskBytes: z.number().nullable(),
  imageBytes: z.number().nullable(),
  accessedAtMs: z.number().nullable(),
});
export type Vm = z.infer<typeof Vm>;
