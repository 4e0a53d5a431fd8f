import { describe, expect, it } from 'vitest';
import type { Vm } from '@tart-lab/contract/target.ts';
import { toInventoryEvents } from './toInventoryEvents.ts';

const vm = (name: string, change: Partial<Vm> = {}): Vm => ({
  name,
  mac: 'studio',
  cluster: 'dev',
  state: 'running',
  os: 'linux',
  address: '192.168.64.6',
  addressSource: 'dhcp',
  addressStale: false,
  cpuCount: null,
  memoryBytes: null,
  diskBytes: null,
  imageBytes: null,
  accessedAtMs: null,
  ...change,
});
const kinds = (before: Vm[] | null, after: Vm[]): string[] => toInventoryEvents(before, after, 5000).map(({ kind }) => kind);

describe('toInventoryEvents', () => {
  it('has nothing to say of the first reading, nor of two equal ones', () => {
    expect(kinds(null, [vm('a')])).toEqual([]);
    expect(kinds([vm('a')], [vm('a')])).toEqual([]);
  });

  it('tells states entered, and nothing of states not understood', () => {
    expect(kinds([vm('a', { state: 'stopped' })], [vm('a')])).toEqual(['vm_started']);
    expect(kinds([vm('a')], [vm('a', { state: 'stopped' })])).toEqual(['vm_stopped']);
    expect(kinds([vm('a')], [vm('a', { state: 'suspended' })])).toEqual(['vm_suspended']);
    expect(kinds([vm('a')], [vm('a', { state: 'unknown' })])).toEqual([]);
  });

  it('tells VMs that came and went', () => {
    expect(kinds([], [vm('a', { state: 'stopped' })])).toEqual(['vm_created']);
    expect(kinds([], [vm('a')])).toEqual(['vm_created', 'vm_started']);
    expect(kinds([vm('a'), vm('b')], [vm('b')])).toEqual(['vm_deleted']);
  });

  it('tells a move with both addresses, and no move from or to nowhere', () => {
    expect(toInventoryEvents([vm('a')], [vm('a', { address: '192.168.64.9' })], 5000)).toEqual([
      {
        atMs: 5000,
        kind: 'address_changed',
        severity: 'info',
        text: 'a moved from 192.168.64.6 to 192.168.64.9',
        labels: { vm: 'a', mac: 'studio', cluster: 'dev', address: '192.168.64.9', was: '192.168.64.6' },
      },
    ]);
    expect(kinds([vm('a', { address: null })], [vm('a')])).toEqual([]);
    expect(kinds([vm('a')], [vm('a', { address: null })])).toEqual([]);
  });

  it('knows a VM again when it is now shown with its Mac', () => {
    expect(kinds([vm('a')], [vm('attic/a', { mac: 'attic' }), vm('studio/a')])).toEqual(['vm_created', 'vm_started']);
  });
});
