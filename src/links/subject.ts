/** What a row or a series is about; each name is a value, or a placeholder that Grafana fills in. `cluster` is null where unknown. */
export type Subject =
  | { readonly kind: 'vm'; readonly vm: string; readonly cluster: string | null }
  | { readonly kind: 'node'; readonly node: string; readonly cluster: string | null }
  | { readonly kind: 'pod'; readonly pod: string; readonly namespace: string; readonly cluster: string | null }
  | { readonly kind: 'workload'; readonly workload: string; readonly namespace: string; readonly cluster: string | null };

/** Columns or labels whose value names a subject, and what it is. */
const NAMING = new Map<string, Subject['kind']>([
  ['vm', 'vm'],
  ['node', 'node'],
  ['pod', 'pod'],
  ['workload', 'workload'],
  ['deployment', 'workload'],
]);

/**
 * The subject that the column or label `name` names; null when it names none, or when a pod or workload comes without its namespace.
 * `valueOf` gives the value of another column or label of the same row, null where there is none.
 */
export function subjectOf(name: string, valueOf: (name: string) => string | null): Subject | null {
  const kind = NAMING.get(name);
  const value = valueOf(name);
  const namespace = valueOf('namespace');
  const cluster = valueOf('cluster');
  if (kind === undefined || value === null) return null;
  switch (kind) {
    case 'vm':
      return { kind, vm: value, cluster };
    case 'node':
      return { kind, node: value, cluster };
    case 'pod':
      return namespace === null ? null : { kind, pod: value, namespace, cluster };
    case 'workload':
      return namespace === null ? null : { kind, workload: value, namespace, cluster };
  }
}
