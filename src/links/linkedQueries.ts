import { t } from '@grafana/i18n';
import type { LinkedSource } from './linkedSource.ts';
import type { Subject } from './subject.ts';

/** A query of another source about a subject, and what the link to it says; `source` in the title is that source's name. */
export interface LinkedQuery {
  readonly title: string;
  readonly query: { readonly refId: string; readonly expr: string } & ({ readonly range: true } | { readonly queryType: 'range' });
}

const RATE = '[$__rate_interval]';

/** Prometheus: CPU of the machine or its containers, and what kube-state-metrics (or the proxy) says of it. */
export function prometheusQueries(subject: Subject, labels: LinkedSource, source: string): LinkedQuery[] {
  const where = matchersOf(subject, labels, true);
  const cpu = t('links.cpu', 'CPU in {{source}}', { source });
  const state = t('links.state', 'State in {{source}}', { source });
  const restarts = t('links.restarts', 'Restarts in {{source}}', { source });
  const containers = (by: string): string => `sum by (${by}) (rate(container_cpu_usage_seconds_total{${where}, container!=""}${RATE}))`;
  const toQuery = ([title, expr]: readonly [string, string]): LinkedQuery => ({ title, query: { refId: 'A', expr, range: true } });
  switch (subject.kind) {
    case 'vm':
      return [
        [cpu, `1 - avg by (${labels.vmLabel || 'instance'}) (rate(node_cpu_seconds_total{mode="idle", ${where}}${RATE}))`] as const,
      ].map(toQuery);
    case 'node':
      return [[state, `kube_node_status_condition{status="true", ${where}}`] as const, [cpu, containers('namespace, pod')] as const].map(
        toQuery,
      );
    case 'pod':
      return [[restarts, `kube_pod_container_status_restarts_total{${where}}`] as const, [cpu, containers('container')] as const].map(
        toQuery,
      );
    case 'workload':
      return [[restarts, `kube_pod_container_status_restarts_total{${where}}`] as const, [cpu, containers('pod')] as const].map(toQuery);
  }
}

/** Loki: the subject's own log lines. */
export function lokiQueries(subject: Subject, labels: LinkedSource, source: string): LinkedQuery[] {
  const expr = `{${matchersOf(subject, labels, false)}}`;
  return [{ title: t('links.logs', 'Logs in {{source}}', { source }), query: { refId: 'A', expr, queryType: 'range' } }];
}

/** What picks the subject. node_exporter's `instance` may carry a port after the name, so for metrics that is allowed for. */
function matchersOf(subject: Subject, { vmLabel, nodeLabel, clusterLabel }: LinkedSource, withPort: boolean): string {
  const cluster = clusterLabel && subject.cluster !== null ? [`${clusterLabel}="${subject.cluster}"`] : [];
  switch (subject.kind) {
    case 'vm':
      // A VM's name is unique in the lab, and what else runs on it may not say its cluster.
      return withPort ? `${vmLabel || 'instance'}=~"${subject.vm}(:[0-9]+)?"` : `${vmLabel || 'vm'}="${subject.vm}"`;
    case 'node':
      return [`${nodeLabel || 'node'}="${subject.node}"`, ...cluster].join(', ');
    case 'pod':
      return [`namespace="${subject.namespace}"`, `pod="${subject.pod}"`, ...cluster].join(', ');
    case 'workload':
      return [`namespace="${subject.namespace}"`, `pod=~"${subject.workload}-.+"`, ...cluster].join(', ');
  }
}
