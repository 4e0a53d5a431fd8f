import type { ContainerRow } from '../../parse/kube/rows.ts';
import type { Lines } from '../lines.ts';
import { RowAdder } from './rowAdder.ts';

/** A container of a pod, as kube-state-metrics shows it. What the kubelet has not said is absent. */
export function addContainer(lines: Lines, pod: Readonly<Record<string, string>>, node: string | null, container: ContainerRow): void {
  const { name, init, image, ready, state, reason, restarts, last, requests, limits } = container;
  const rows = new RowAdder(lines, { ...pod, container: name });
  const prefix = init ? 'kube_pod_init_container' : 'kube_pod_container';
  rows.add(`${prefix}_info`, 1, { image });
  rows.add(`${prefix}_status_restarts_total`, restarts);
  if (state === 'waiting' && reason !== null) rows.add(`${prefix}_status_waiting_reason`, 1, { reason });
  rows.resources(`${prefix}_resource_requests`, requests, { node });
  rows.resources(`${prefix}_resource_limits`, limits, { node });
  if (init) return;
  rows.add('kube_pod_container_status_ready', ready === null ? null : Number(ready));
  if (state !== null) {
    for (const each of ['running', 'waiting', 'terminated']) rows.add(`kube_pod_container_status_${each}`, state === each ? 1 : 0);
  }
  if (state === 'terminated' && reason !== null) rows.add('kube_pod_container_status_terminated_reason', 1, { reason });
  if (last === null) return;
  rows.add('kube_pod_container_status_last_terminated_reason', 1, { reason: last.reason });
  rows.add('kube_pod_container_status_last_terminated_exitcode', last.exitCode);
  rows.time('kube_pod_container_status_last_terminated_timestamp', last.atMs);
}
