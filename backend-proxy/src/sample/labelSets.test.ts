import { describe, expect, it } from 'vitest';
import { vmOf } from '../testing.ts';
import { LabelSets } from './labelSets.ts';

const VM = vmOf('dev-worker1', { cluster: null });

describe('the label sets of a VM', () => {
  it('are the VM’s labels and those that are asked for, and nothing else', () => {
    const sets = new LabelSets(VM);
    expect(sets.of([])).toEqual({ vm: 'dev-worker1', mac: 'studio' });
    expect(sets.of(['device'], { device: 'eth0', fstype: 'ext4' })).toEqual({ vm: 'dev-worker1', mac: 'studio', device: 'eth0' });
    expect(sets.of(['device'], {})).toMatchObject({ device: '' });
  });

  it('are the same object whenever they are asked for, and cannot be changed', () => {
    const sets = new LabelSets(VM);
    const labels = sets.of(['device'], { device: 'eth0' });
    expect(sets.of(['device'], { device: 'eth0' })).toBe(labels);
    expect(sets.of(['mountpoint'], { mountpoint: 'eth0' })).not.toBe(labels);
    expect(Object.isFrozen(labels) && Object.isFrozen(sets.of([]))).toBe(true);
  });

  it('do not fit a VM that joined a cluster', () => {
    expect(new LabelSets(VM).fit(VM)).toBe(true);
    expect(new LabelSets(VM).fit({ ...VM, cluster: 'dev' })).toBe(false);
  });
});
