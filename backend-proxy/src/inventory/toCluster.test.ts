import { describe, expect, it } from 'vitest';
import { toCluster } from './toCluster.ts';

const vm = (name: string) => ({ name, bareName: name, mac: 'studio' });

describe('toCluster', () => {
  it('goes by the name’s beginning, the longest cluster first', () => {
    const clusters = ['dev', 'dev-eu', 'prod'].map((name) => ({ name, vms: [] }));
    expect(['dev-worker1', 'dev-eu-master', 'prod-1', 'developer', 'ci'].map((name) => toCluster(vm(name), clusters))).toEqual([
      'dev',
      'dev-eu',
      'prod',
      null,
      null,
    ]);
  });

  it('goes by the configured VMs before all else, and by the nodes before names', () => {
    const clusters = [
      { name: 'dev', vms: [] },
      { name: 'ci', vms: ['runner-?', 'studio/dev-x'] },
    ];
    expect(toCluster(vm('runner-1'), clusters, 'dev')).toBe('ci');
    expect(toCluster(vm('runner-10'), clusters)).toBe(null);
    expect(toCluster(vm('dev-x'), clusters)).toBe('ci');
    expect(toCluster(vm('dev-worker1'), clusters, 'prod')).toBe('prod');
    expect(toCluster(vm('ci-1'), clusters)).toBe(null);
  });

  it('takes dots and brackets in patterns for themselves', () => {
    expect(toCluster(vm('ci.1'), [{ name: 'x', vms: ['ci.[1]'] }])).toBe(null);
    expect(toCluster(vm('ci-1'), [{ name: 'x', vms: ['ci.1'] }])).toBe(null);
  });
});
