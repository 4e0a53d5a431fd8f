import { describe, expect, it } from 'vitest';
import { clusterFinder } from './clusterFinder.ts';

const vm = (name: string) => ({ name, bareName: name, mac: 'studio' });

describe('clusterFinder', () => {
  it('goes by the name’s beginning, the longest cluster first', () => {
    const clusters = ['dev', 'dev-eu', 'prod'].map((name) => ({ name, vms: [] }));
    expect(['dev-worker1', 'dev-eu-master', 'prod-1', 'developer', 'ci'].map((name) => clusterFinder(clusters)(vm(name)))).toEqual([
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
    const find = clusterFinder(clusters);
    expect(find(vm('runner-1'), 'dev')).toBe('ci');
    expect(find(vm('runner-10'))).toBe(null);
    expect(find(vm('dev-x'))).toBe('ci');
    expect(find(vm('dev-worker1'), 'prod')).toBe('prod');
    expect(find(vm('ci-1'))).toBe(null);
  });

  it('takes dots and brackets in patterns for themselves', () => {
    expect(clusterFinder([{ name: 'x', vms: ['ci.[1]'] }])(vm('ci.1'))).toBe(null);
    expect(clusterFinder([{ name: 'x', vms: ['ci.1'] }])(vm('ci-1'))).toBe(null);
  });
});
