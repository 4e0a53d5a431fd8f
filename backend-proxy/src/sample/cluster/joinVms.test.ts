import { describe, expect, it } from 'vitest';
import type { NodeRow } from '../../parse/kube/rows.ts';
import { parseNode } from '../../parse/kube/node.ts';
import { recordedItems } from '../../parse/kube/testing.ts';
import { vmOf } from '../../testing.ts';
import { joinVms } from './joinVms.ts';

const [recorded] = recordedItems('nodes').flatMap((object) => {
  const parsed = parseNode(object);
  return parsed.ok ? [parsed.value] : [];
});
function node(name: string, ...addresses: string[]): NodeRow {
  if (!recorded) throw new Error('no recorded node');
  return { ...recorded, name, addresses };
}

describe('joinVms', () => {
  it('finds a node’s VM by name, whatever their addresses', () => {
    const join = joinVms([node('dev-master', '10.0.0.1')], [vmOf('dev-master', { address: null }), vmOf('other', { address: '10.0.0.1' })]);
    expect([join.vmOfNode('dev-master')?.name, join.nodeOfVm('dev-master')?.name, join.nodeOfVm('other')]).toEqual([
      'dev-master',
      'dev-master',
      null,
    ]);
  });

  it('else by address', () => {
    const join = joinVms([node('ip-192-168-64-7', 'fd00::7', '192.168.64.7')], [vmOf('dev-worker1', { address: '192.168.64.7' })]);
    expect([join.vmOfNode('ip-192-168-64-7')?.name, join.nodeOfVm('dev-worker1')?.name]).toEqual(['dev-worker1', 'ip-192-168-64-7']);
  });

  it('finds nothing where names or addresses are not unique, old, or of a VM that is another node', () => {
    const twins = [vmOf('a', { mac: 'one', address: '192.168.64.2' }), vmOf('a', { mac: 'two', address: '192.168.64.3' })];
    expect(joinVms([node('a', '192.168.64.2')], twins).vmOfNode('a')).toBeNull();
    const shared = [vmOf('b', { address: '192.168.64.4' }), vmOf('c', { address: '192.168.64.4' })];
    expect(joinVms([node('x', '192.168.64.4')], shared).vmOfNode('x')).toBeNull();
    expect(
      joinVms([node('x', '192.168.64.5'), node('y', '192.168.64.5')], [vmOf('d', { address: '192.168.64.5' })]).nodeOfVm('d'),
    ).toBeNull();
    expect(joinVms([node('x', '192.168.64.6')], [vmOf('e', { address: '192.168.64.6', addressStale: true })]).vmOfNode('x')).toBeNull();
    const two = joinVms([node('f', '192.168.64.8'), node('x', '192.168.64.9')], [vmOf('f', { address: '192.168.64.9' })]);
    expect([two.nodeOfVm('f')?.name, two.vmOfNode('x')]).toEqual(['f', null]);
    expect(joinVms([], []).vmOfNode('nobody')).toBeNull();
  });
});
