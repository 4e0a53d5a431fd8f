import { z } from 'zod';

/**
 * Every kind of failure a user can cause or meet. One word each, steady: dashboards and tests rely on them.
 * `docs/errors.md` has a row for each kind; a test fails when one is missing.
 */
export const PROBLEM_KINDS = [
  // configuration and requests
  'config_invalid',
  'bad_request',
  'token_required',
  'token_wrong',
  'not_found',
  'too_large',
  'unknown_metric',
  'limit_reached',
  'not_ready',
  // tart and the Mac it runs on
  'mac_unreachable',
  'tart_missing',
  'tart_failed',
  'tart_unreadable',
  // a VM before anything is asked of it
  'vm_not_running',
  'address_unknown',
  'address_duplicate',
  // the way to the guest
  'no_route',
  'connection_refused',
  'connect_timed_out',
  'connection_lost',
  'ssh_auth_failed',
  'ssh_key_unreadable',
  'host_key_changed',
  'host_key_unknown',
  'ssh_failed',
  // the guest's shell and its answers
  'shell_failed',
  'frame_timed_out',
  'frame_garbled',
  'frame_too_large',
  'section_failed',
  'section_timed_out',
  'section_unreadable',
  // the way to a cluster's API server
  'kubeconfig_invalid',
  'cluster_unreachable',
  'cluster_tls_failed',
  'cluster_auth_failed',
  'cluster_forbidden',
  'cluster_failed',
  'cluster_throttled',
  'cluster_unreadable',
  'watch_silent',
  'clock_skewed',
  'metrics_unavailable',
  // Hubble
  'hubble_missing',
  'hubble_failed',
  'flows_lost',
  'flows_sampled',
  // load tests
  'loadtest_running',
  'loadtest_failed',
  // the systems around the lab, which `tart-lab check` tries
  'targets_down',
  'grafana_unreachable',
  'alertmanager_unreachable',
  'rules_missing',
  'webhook_unreachable',
  // the proxy's own
  'history_paused',
  'history_failed',
  // the server that keeps the history instead
  'prometheus_unreachable',
  'prometheus_tls_failed',
  'prometheus_auth_failed',
  'prometheus_limited',
  'prometheus_timed_out',
  'prometheus_failed',
  'prometheus_unreadable',
  'prometheus_empty',
  // the way of events to Loki
  'loki_unreachable',
  'loki_refused',
  'loki_lost',
  'internal',
] as const;

export const ProblemKind = z.enum(PROBLEM_KINDS);
export type ProblemKind = z.infer<typeof ProblemKind>;

/**
 * A failure fit to show.
 *
 * `target` is a VM, a Mac, a cluster, a file or a request's path; `doing` a phrase that completes "while trying to …";
 * `detail` what came back, never a secret; `advice` the user's next step; `section` the collector, when only it failed;
 * `sinceMs` (epoch ms) the first time it was seen, for a problem that lasts.
 */
export const Problem = z.object({
  kind: ProblemKind,
  target: z.string(),
  doing: z.string(),
  detail: z.string(),
  advice: z.string(),
  section: z.string().optional(),
  sinceMs: z.number().optional(),
});
export type Problem = z.infer<typeof Problem>;
