import { z } from 'zod';

/** The predecessor's `clusters.json`. Other keys are ignored. */
export const PredecessorFile = z.object({
  ssh_user: z.string().min(1).default('admin'),
  ssh_password: z.string().optional(),
  clusters: z.array(
    z.object({
      name: z.string().min(1),
      pod_cidr: z.string().optional(),
      service_cidr: z.string().optional(),
      nodes: z.array(z.object({ name: z.string().min(1), role: z.string().optional() })),
    }),
  ),
});
export type PredecessorFile = z.infer<typeof PredecessorFile>;

/** What the configuration file says, before it is written: cluster names with their VMs, and where the kubeconfigs lie. */
export interface DraftConfig {
  readonly macName: string;
  readonly user: string;
  /** Path of the file that will hold the password, or null to take it from TART_LAB_SSH_PASSWORD. */
  readonly passwordFile: string | null;
  readonly clusters: readonly { readonly name: string; readonly kubeconfig: string; readonly vms: readonly string[] }[];
}

/** Turns the predecessor's file into a draft. Sizes and CIDRs are left out: tart and the cluster tell them. */
export function toDraft(file: PredecessorFile, macName: string, passwordFile: string): DraftConfig {
  return {
    macName,
    user: file.ssh_user,
    passwordFile: file.ssh_password === undefined ? null : passwordFile,
    clusters: file.clusters.map(({ name, nodes }) => ({
      name,
      kubeconfig: `kubeconfig/${name}.yaml`,
      vms: nodes.map((node) => node.name),
    })),
  };
}
