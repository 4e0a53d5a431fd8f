import { describe, expect, it } from 'vitest';
import { FAMILIES } from '@tart-lab/contract/families.ts';
import { findMetric, METRICS, type Metric } from '@tart-lab/contract/metrics.ts';
import { labelsOf, ownOnly, sourceOf } from './sources.ts';

/** Metrics that Prometheus cannot be asked for, each with the reason. There are none: every one is on the page or made of it. */
const NOT_THERE: Readonly<Record<string, string>> = {};
const family = new Map(FAMILIES.map((one) => [one.name, one]));
const metricOf = (id: string): Metric => {
  const metric = findMetric(id);
  if (!metric) throw new Error(`no metric ${id}`);
  return metric;
};
const promqlOf = (id: string, stepMs: number, intervalMs = 15_000): string => {
  const metric = metricOf(id);
  return sourceOf(metric)?.promql({ stepMs, intervalMs, match: 'job="tart-lab"', by: labelsOf(metric) }, metric) ?? '';
};

describe('every metric of the catalogue', () => {
  it.each(METRICS.map((metric) => [metric.id, metric] as const))('%s is asked of families on the page, or says why not', (id, metric) => {
    const source = sourceOf(metric);
    expect(source === undefined, NOT_THERE[id] ?? 'it has no expression and no reason').toBe(id in NOT_THERE);
    for (const name of source?.families ?? []) expect(family.has(name), `${name} is on the page`).toBe(true);
    if (!source) return;
    // One of them tells each label that the catalogue gives the metric.
    const told = source.families.flatMap((name) => family.get(name)?.labels ?? []);
    expect(told).toEqual(expect.arrayContaining([...metric.labels]));
    const promql = source.promql({ stepMs: 60_000, intervalMs: 15_000, match: 'own="1"', by: labelsOf(metric) }, metric);
    expect(promql.match(/\{/g)?.length).toBe(promql.match(/\{own="1"/g)?.length);
    expect(source.shownBy('own="1"')).toContain('own="1"');
  });

  it('takes rates of counters and folds of gauges', () => {
    for (const metric of METRICS) {
      for (const name of sourceOf(metric)?.families ?? []) {
        const promql = promqlOf(metric.id, 60_000);
        const how = family.get(name)?.type === 'counter' ? `rate(${name}{` : `_over_time(${name}{`;
        expect(promql).toContain(how);
      }
    }
  });
});

describe('an expression', () => {
  it('folds a gauge over its step as the catalogue says', () => {
    expect(promqlOf('tart_vm_load1', 60_000)).toBe(
      'max by (vm, mac, cluster) (avg_over_time(node_load1{job="tart-lab"}[60000ms] offset 1ms))',
    );
    expect(promqlOf('tart_vm_up', 60_000)).toBe(
      'min by (vm, mac, cluster) (min_over_time(tart_vm_up{job="tart-lab"}[60000ms] offset 1ms))',
    );
  });

  it('takes the rate of each part of a step, so that a pause is no lower rate', () => {
    const growth = (ms: number) => `max by (vm, mac, cluster) (rate(node_forks_total{job="tart-lab"}[${ms}ms] offset 1ms))`;
    expect(promqlOf('tart_vm_forks_per_second', 15_000)).toBe(growth(30_000));
    expect(promqlOf('tart_vm_forks_per_second', 60_000)).toBe(`avg_over_time((${growth(30_000)})[59999ms:15000ms])`);
    // No more than 60 parts.
    expect(promqlOf('tart_vm_forks_per_second', 3_600_000)).toBe(`avg_over_time((${growth(75_000)})[3599999ms:60000ms])`);
  });

  it('counts the devices that make the VM’s total', () => {
    expect(promqlOf('tart_vm_network_receive_bytes_per_second', 15_000)).toContain(
      '* max by (vm, mac, cluster, device) (last_over_time(tart_network_uplink{job="tart-lab"}[30000ms] offset 1ms))',
    );
  });
});

it('asks for what names a VM or a cluster, not for the same families of others', () => {
  expect(ownOnly(metricOf('tart_vm_load1'))).toBe('vm!=""');
  expect(ownOnly(metricOf('tart_cluster_up'))).toBe('cluster!=""');
  expect(labelsOf(metricOf('tart_node_ready'))).toEqual(['cluster', 'vm', 'mac', 'node']);
});
