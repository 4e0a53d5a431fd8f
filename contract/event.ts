import { z } from 'zod';

/** What can happen to a VM or in a cluster, as annotations and the log panel show it. */
export const EVENT_KINDS = [
  'vm_started',
  'vm_stopped',
  'vm_suspended',
  'vm_rebooted',
  'vm_created',
  'vm_deleted',
  'address_changed',
  'unreachable',
  'back',
  'port_opened',
  'port_closed',
  'port_owner_changed',
  'collector_gap',
  'node_ready',
  'node_not_ready',
  'pod_crash_loop',
  'pod_oom_killed',
  'pod_evicted',
  'hpa_step',
  'loadtest_started',
  'loadtest_ended',
  'cluster_unreachable',
  'cluster_back',
] as const;
export const EventKind = z.enum(EVENT_KINDS);
export type EventKind = z.infer<typeof EventKind>;

export const Severity = z.enum(['info', 'warning', 'error']);
export type Severity = z.infer<typeof Severity>;

/** One event. `text` is a sentence; `labels` hold `vm`, `mac`, `cluster` and what the kind adds (`port`, `address`, `node`,
 * `namespace`, `workload`, `pod`, `hpa`, `test`). */
export const LabEvent = z.object({
  atMs: z.number(),
  kind: EventKind,
  severity: Severity,
  text: z.string(),
  labels: z.record(z.string(), z.string()),
});
export type LabEvent = z.infer<typeof LabEvent>;
