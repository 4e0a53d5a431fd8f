import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';

/** The steps on the way to a guest's numbers and to a cluster's, in order; each kind of problem belongs to one. */
export const STEPS = [
  'tart',
  'running',
  'address',
  'route',
  'connection',
  'host key',
  'login',
  'shell',
  'sections',
  'kubeconfig',
  'API server',
  'permissions',
  'usage',
  'flows',
  'load tests',
  'Prometheus',
  'targets',
  'rules',
  'Alertmanager',
  'Grafana',
  'webhook log',
  'history',
  'Loki',
] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF: Partial<Record<ProblemKind, Step>> = {
  mac_unreachable: 'tart',
  tart_missing: 'tart',
  tart_failed: 'tart',
  tart_unreadable: 'tart',
  vm_not_running: 'running',
  address_unknown: 'address',
  address_duplicate: 'address',
  no_route: 'route',
  connect_timed_out: 'route',
  connection_refused: 'connection',
  connection_lost: 'connection',
  host_key_changed: 'host key',
  host_key_unknown: 'host key',
  ssh_auth_failed: 'login',
  ssh_key_unreadable: 'login',
  section_failed: 'sections',
  section_timed_out: 'sections',
  section_unreadable: 'sections',
  kubeconfig_invalid: 'kubeconfig',
  cluster_unreachable: 'API server',
  cluster_tls_failed: 'API server',
  cluster_failed: 'API server',
  cluster_throttled: 'API server',
  cluster_unreadable: 'API server',
  cluster_auth_failed: 'login',
  cluster_forbidden: 'permissions',
  metrics_unavailable: 'usage',
  hubble_missing: 'flows',
  hubble_failed: 'flows',
  loadtest_failed: 'load tests',
  targets_down: 'targets',
  rules_missing: 'rules',
  alertmanager_unreachable: 'Alertmanager',
  grafana_unreachable: 'Grafana',
  webhook_unreachable: 'webhook log',
  prometheus_unreachable: 'history',
  prometheus_tls_failed: 'history',
  prometheus_auth_failed: 'history',
  prometheus_limited: 'history',
  prometheus_timed_out: 'history',
  prometheus_failed: 'history',
  prometheus_unreadable: 'history',
  prometheus_empty: 'history',
  loki_unreachable: 'Loki',
  loki_refused: 'Loki',
};

/** The step at which a problem stops a VM; what is none of the others happened in the guest's shell. */
export const stepOf = (problem: Problem): Step => STEP_OF[problem.kind] ?? 'shell';

/** One line of `tart-lab check`. `ok` lines carry what was seen; others the first failing step, its cause and what to do. */
export interface CheckLine {
  readonly target: string;
  readonly ok: boolean;
  readonly text: string;
  readonly problem?: Problem;
}

/** The line of a target that fails, with the step at which it stops. */
export const failedLine = (target: string, problem: Problem, step: Step = stepOf(problem)): CheckLine => ({
  target,
  ok: false,
  text: `stops at: ${step}`,
  problem,
});

/** The lines as a person reads them: a mark, the target in a column, and below a failure its cause and next step. */
export function toCheckText(lines: readonly CheckLine[]): string {
  const width = Math.max(...lines.map((line) => line.target.length));
  return lines
    .map(({ target, ok, text, problem }) => {
      const head = `${ok ? 'ok  ' : 'FAIL'}  ${target.padEnd(width)}  ${text}`;
      return problem
        ? `${head}\n${' '.repeat(width + 8)}${problem.kind}: ${problem.detail}\n${' '.repeat(width + 8)}next: ${problem.advice}`
        : head;
    })
    .join('\n');
}
