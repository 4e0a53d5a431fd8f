/** Another data source of this Grafana that knows the same machines, and by which labels. An empty label is not used. */
export interface LinkedSource {
  readonly uid: string;
  readonly vmLabel: string;
  readonly nodeLabel: string;
  readonly clusterLabel: string;
}

export const LINKED_KINDS = ['prometheus', 'loki'] as const;
export type LinkedKind = (typeof LINKED_KINDS)[number];

/** The usual labels: those of the proxy's exposition and kube-state-metrics, and of the logs that Alloy ships. */
export const USUAL_LABELS: Readonly<Record<LinkedKind, Omit<LinkedSource, 'uid'>>> = {
  prometheus: { vmLabel: 'instance', nodeLabel: 'node', clusterLabel: 'cluster' },
  loki: { vmLabel: 'vm', nodeLabel: 'node', clusterLabel: 'cluster' },
};

/** A source as saved, its missing labels the usual ones; null when none is linked. */
export function toLinkedSource(kind: LinkedKind, saved: Partial<LinkedSource> | undefined): LinkedSource | null {
  return saved?.uid ? { ...USUAL_LABELS[kind], ...saved, uid: saved.uid } : null;
}
