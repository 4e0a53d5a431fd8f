import { createDataFrame, dateTime, FieldType, type DataFrame, type TimeRange } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { toLinkedSource } from './linkedSource.ts';
import { withLinks, type LinkTarget } from './withLinks.ts';

const RANGE: TimeRange = { from: dateTime(0), to: dateTime(60_000), raw: { from: 'now-1m', to: 'now' } };
const USUAL = { vmLabel: 'instance', nodeLabel: 'node', clusterLabel: 'cluster' };
const PROMETHEUS: LinkTarget = { kind: 'prometheus', name: 'Prometheus', uid: 'prom', ...USUAL };
const LOKI: LinkTarget = { kind: 'loki', name: 'Loki', uid: 'loki', ...USUAL, vmLabel: 'vm' };

const table = (...columns: string[]): DataFrame =>
  createDataFrame({ fields: columns.map((name) => ({ name, type: FieldType.string, values: ['x'] })) });
const series = (labels: Record<string, string>): DataFrame =>
  createDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: [0] },
      { name: 'Value', type: FieldType.number, values: [1], labels },
    ],
  });

/** Each link of a frame: its field, its title and the query it leads to. */
function linksOf(frame: DataFrame, targets = [PROMETHEUS, LOKI]): string[] {
  return withLinks([frame], targets, RANGE).flatMap(({ fields }) =>
    fields.flatMap(({ name, config }) =>
      (config.links ?? []).map(({ title, internal }) => `${name}: ${title}: ${(internal?.query as { expr: string }).expr}`),
    ),
  );
}

describe('withLinks', () => {
  it('leads from a VM’s row to its metrics and logs', () => {
    expect(linksOf(table('vm', 'cluster', 'status'))).toEqual([
      'vm: CPU in Prometheus: 1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle", instance=~"${__data.fields.vm}(:[0-9]+)?"}[$__rate_interval]))',
      'vm: Logs in Loki: {vm="${__data.fields.vm}"}',
    ]);
  });

  it('leads from a node’s and a pod’s row, each with its cluster', () => {
    const links = linksOf(table('cluster', 'namespace', 'pod', 'node'));
    expect(links).toContain(
      'pod: Logs in Loki: {namespace="${__data.fields.namespace}", pod="${__data.fields.pod}", cluster="${__data.fields.cluster}"}',
    );
    expect(links).toContain('node: Logs in Loki: {node="${__data.fields.node}", cluster="${__data.fields.cluster}"}');
    expect(links).toContain(
      'node: State in Prometheus: kube_node_status_condition{status="true", node="${__data.fields.node}", cluster="${__data.fields.cluster}"}',
    );
  });

  it('leads from a series to the smallest thing that its labels name', () => {
    expect(linksOf(series({ vm: 'dev-worker1', cluster: 'dev', node: 'dev-worker1', namespace: 'demo', pod: 'web-1' }), [LOKI])).toEqual([
      'Value: Logs in Loki: {namespace="demo", pod="web-1", cluster="dev"}',
    ]);
    expect(linksOf(series({ vm: 'dev-worker1', cluster: 'dev' }), [LOKI])).toEqual(['Value: Logs in Loki: {vm="dev-worker1"}']);
  });

  it('finds a workload’s pods by its name', () => {
    expect(linksOf(table('namespace', 'deployment'), [LOKI])).toEqual([
      'deployment: Logs in Loki: {namespace="${__data.fields.namespace}", pod=~"${__data.fields.deployment}-.+"}',
    ]);
  });

  it('makes no link that would lack a namespace, and none where nothing is named', () => {
    expect(linksOf(table('pod', 'cluster'))).toEqual([]);
    expect(linksOf(table('target', 'kind', 'constructor'))).toEqual([]);
    expect(linksOf(series({ cluster: 'dev' }))).toEqual([]);
  });

  it('uses the labels that the source is configured with, and leaves out one that is empty', () => {
    const loki: LinkTarget = { ...LOKI, vmLabel: 'host', nodeLabel: 'node_name', clusterLabel: '' };
    expect(linksOf(table('vm', 'cluster'), [loki])).toEqual(['vm: Logs in Loki: {host="${__data.fields.vm}"}']);
    expect(linksOf(table('node', 'cluster'), [loki])).toEqual(['node: Logs in Loki: {node_name="${__data.fields.node}"}']);
  });

  it('carries the range, which a dashboard’s link needs, and keeps links that were there', () => {
    const frame = table('vm');
    frame.fields[0]!.config.links = [{ title: 'Own', url: '/d/own' }];
    const [linked] = withLinks([frame], [LOKI], RANGE);
    const links = linked?.fields[0]?.config.links;
    expect(links?.map(({ title }) => title)).toEqual(['Own', 'Logs in Loki']);
    expect(links?.[1]?.internal).toMatchObject({ datasourceUid: 'loki', datasourceName: 'Loki', range: RANGE });
    expect(frame.fields[0]!.config.links).toHaveLength(1);
  });

  it('names the source in each query, as Grafana writes it in while it draws, and a panel whose links changed is made anew', () => {
    const [linked] = withLinks([series({ vm: 'dev-worker1' })], [PROMETHEUS, LOKI], RANGE);
    const queries = linked?.fields[1]?.config.links?.map(({ internal }) => internal?.query as { datasource: object });
    expect(queries?.map(({ datasource }) => datasource)).toEqual([
      { type: 'prometheus', uid: 'prom' },
      { type: 'loki', uid: 'loki' },
    ]);
  });

  it('leaves frames alone when nothing is linked', () => {
    const frames = [table('vm')];
    expect(withLinks(frames, [], RANGE)).toBe(frames);
  });
});

describe('toLinkedSource', () => {
  it('fills in the usual labels, and is none without a source', () => {
    expect(toLinkedSource('loki', { uid: 'l', nodeLabel: '' })).toEqual({
      uid: 'l',
      vmLabel: 'vm',
      nodeLabel: '',
      clusterLabel: 'cluster',
    });
    expect(toLinkedSource('prometheus', { vmLabel: 'x' })).toBeNull();
    expect(toLinkedSource('prometheus', undefined)).toBeNull();
  });
});
