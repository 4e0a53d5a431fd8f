import { locationUtil, type DataSourceRef } from '@grafana/data';
import type { TartLabQuery } from '../query/types.ts';

/** How long before and after an event its link looks. */
const AROUND_MS = 15 * 60_000;

/**
 * Where the mark of an event leads: Explore, a quarter of an hour to both sides of it, on the machine that its labels name and what else
 * happened there; without a machine, on what happened in its cluster. `source` is where the event is from.
 */
export function annotationLink(labels: Readonly<Record<string, string>>, atMs: number, source: DataSourceRef): string {
  const { vm, cluster } = labels;
  const where: Partial<TartLabQuery> = vm ? { vms: [vm] } : cluster ? { clusters: [cluster] } : {};
  const asked: Partial<TartLabQuery>[] = [
    ...(vm ? [{ kind: 'metric' as const, metric: 'tart_vm_cpu_busy_ratio', ...where }] : []),
    { kind: 'events', ...where },
  ];
  const pane = {
    datasource: source.uid,
    queries: asked.map((query, at) => ({ refId: 'AB'[at], datasource: source, ...query })),
    range: { from: String(atMs - AROUND_MS), to: String(atMs + AROUND_MS) },
  };
  const search = new URLSearchParams({ schemaVersion: '1', panes: JSON.stringify({ event: pane }) });
  return locationUtil.assureBaseUrl(`/explore?${search.toString()}`);
}
