import { describe, expect, it } from 'vitest';
import { METRICS } from '@tart-lab/contract/metrics.ts';
import { withDefaults } from '../query/withDefaults.ts';
import { metricOptions } from './metricOptions.ts';
import { metricScope } from './metricScope.ts';

const metric = (id: string) => METRICS.find((one) => one.id === id);

describe('metricOptions', () => {
  const options = metricOptions(METRICS);

  it('groups metrics by whether they are of VMs or of clusters', () => {
    const groups = [...new Set(options.map(({ group }) => group))];
    expect(groups).toEqual(expect.arrayContaining(['VM', 'VM · CPU', 'Cluster', 'Cluster · Nodes', 'Cluster · HPA', 'Cluster · Flows']));
  });

  it('says what a metric means and its unit, and no unit of plain numbers', () => {
    const described = (id: string) => options.find(({ value }) => value === id)?.description;
    expect(described('tart_node_memory_usage_bytes')).toMatch(/Working set of the node.* Unit: B$/);
    expect(described('tart_cluster_nodes')).toBe('Nodes of the cluster.');
  });
});

describe('metricScope', () => {
  const query = withDefaults({ refId: 'A' });

  it('asks a cluster’s metric for no VM, but a node’s: a node is one', () => {
    expect(metricScope(query, metric('tart_hpa_replicas'))).toEqual(['clusters']);
    expect(metricScope(query, metric('tart_node_ready'))).toContain('vms');
    expect(metricScope(query, metric('tart_vm_load1'))).toContain('vms');
    expect(metricScope(query, undefined)).toContain('vms');
  });

  it('shows a VM that still narrows the answer', () => {
    expect(metricScope({ ...query, vms: ['dev-*'] }, metric('tart_hpa_replicas'))).toEqual(['clusters', 'vms']);
  });
});
