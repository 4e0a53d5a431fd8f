import { describe, expect, it } from 'vitest';
import { applyPatch } from './patch.ts';

const base = {
  metadata: { name: 'web', labels: { app: 'web', old: 'yes' } },
  spec: {
    replicas: 3,
    containers: [
      { name: 'app', image: 'a:1', env: [{ name: 'A', value: '1' }] },
      { name: 'side', image: 's:1' },
    ],
    args: ['x', 'y'],
  },
};
const patched = (kind: string, patch: unknown) => applyPatch(base, `application/${kind}`, JSON.stringify(patch));

describe('patches', () => {
  it('merge: null takes out, lists are replaced', () => {
    const result = patched('merge-patch+json', { metadata: { labels: { old: null, new: 'x' } }, spec: { args: ['z'] } });
    expect(result).toEqual({ metadata: { name: 'web', labels: { app: 'web', new: 'x' } }, spec: { ...base.spec, args: ['z'] } });
  });

  it('strategic: containers and their variables are told apart by name', () => {
    const change = { name: 'app', image: 'a:2', env: [{ name: 'B', value: '2' }] };
    const result = patched('strategic-merge-patch+json', { spec: { containers: [change, { name: 'side', $patch: 'delete' }] } });
    const env = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ];
    expect(result.spec).toEqual({ ...base.spec, containers: [{ name: 'app', image: 'a:2', env }] });
    expect(base.spec.containers).toHaveLength(2);
  });

  it('JSON: add, replace, remove, move, and a test that stops it', () => {
    const result = patched('json-patch+json', [
      { op: 'test', path: '/spec/replicas', value: 3 },
      { op: 'replace', path: '/spec/replicas', value: 5 },
      { op: 'add', path: '/spec/args/-', value: 'z' },
      { op: 'remove', path: '/spec/args/0' },
      { op: 'add', path: '/metadata/labels/a~1b', value: 'c' },
      { op: 'move', from: '/metadata/labels/old', path: '/metadata/labels/older' },
    ]);
    expect(result).toEqual({
      metadata: { name: 'web', labels: { app: 'web', 'a/b': 'c', older: 'yes' } },
      spec: { ...base.spec, replicas: 5, args: ['y', 'z'] },
    });
    expect(() => patched('json-patch+json', [{ op: 'test', path: '/spec/replicas', value: 4 }])).toThrow('rejected');
  });

  it('apply patches may be YAML; other kinds are refused', () => {
    expect(applyPatch(base, 'application/apply-patch+yaml', 'spec: {replicas: 9}').spec).toEqual({ ...base.spec, replicas: 9 });
    expect(() => patched('xml', {})).toThrow('unknown format');
  });
});
