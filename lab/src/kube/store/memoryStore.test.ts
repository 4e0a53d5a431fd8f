import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objectStore.ts';
import { MemoryStore, type RecordedChange } from './memoryStore.ts';

const NOON_MS = Date.UTC(2026, 2, 10, 12);
const pod = (name: string, phase = 'Running', namespace = 'demo'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  status: { phase },
});
const open = (historyChanges?: number) => new MemoryStore({ now: () => NOON_MS, seed: 1, historyChanges });
const namesOf = (objects: readonly KubeObject[] | undefined) => objects?.map(({ metadata }) => metadata.name);

describe('the objects of a cluster', () => {
  it('fills in uid, creation time and version, and keeps the first two when an object is replaced', () => {
    const store = open();
    const first = store.put('core/pods', pod('a'));
    expect(first.metadata).toMatchObject({ creationTimestamp: '2026-03-10T12:00:00Z', resourceVersion: String(store.resourceVersion) });
    const second = store.put('core/pods', pod('a', 'Failed'));
    expect(second.metadata.uid).toBe(first.metadata.uid);
    expect(Number(second.metadata.resourceVersion)).toBe(Number(first.metadata.resourceVersion) + 1);
    expect(open().put('core/pods', pod('a')).metadata.uid).toBe(first.metadata.uid);
  });

  it('lists by namespace and name, of one namespace or of all', () => {
    const store = open();
    for (const each of [pod('b'), pod('a'), pod('c', 'Running', 'app')]) store.put('core/pods', each);
    expect(namesOf(store.list('core/pods'))).toEqual(['c', 'a', 'b']);
    expect(namesOf(store.list('core/pods', 'demo'))).toEqual(['a', 'b']);
    expect(store.list('core/nodes')).toEqual([]);
  });

  it('counts a generation for changes of the spec alone', () => {
    const store = open();
    const deployment = (replicas: number, ready: number): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'demo' },
      spec: { replicas },
      status: { ready },
    });
    expect(store.put('apps/deployments', deployment(3, 0)).metadata.generation).toBe(1);
    expect(store.put('apps/deployments', deployment(3, 3)).metadata.generation).toBe(1);
    expect(store.put('apps/deployments', deployment(5, 3)).metadata.generation).toBe(2);
  });

  it('tells listeners every change, and no more once they left', () => {
    const store = open();
    const heard: RecordedChange[] = [];
    const leave = store.subscribe((change) => heard.push(change));
    store.put('core/pods', pod('a'));
    store.put('core/pods', pod('a', 'Failed'));
    store.remove('core/pods', 'a', 'demo');
    leave();
    store.put('core/pods', pod('b'));
    expect(heard.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(heard[1]?.before?.status).toEqual({ phase: 'Running' });
    expect(store.remove('core/pods', 'never', 'demo')).toBeUndefined();
  });
});

describe('its history', () => {
  it('gives the changes of one resource after a version', () => {
    const store = open();
    const { resourceVersion } = store.put('core/pods', pod('a')).metadata;
    store.put('core/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } });
    store.put('core/pods', pod('b'));
    expect(store.changesSince('core/pods', Number(resourceVersion))?.map(({ object }) => object.metadata.name)).toEqual(['b']);
  });

  it('rebuilds a list as it was', () => {
    const store = open();
    store.put('core/pods', pod('a'));
    store.put('core/pods', pod('b'));
    const then = store.resourceVersion;
    store.remove('core/pods', 'a', 'demo');
    store.put('core/pods', pod('b', 'Failed'));
    store.put('core/pods', pod('c'));
    expect(namesOf(store.listAt('core/pods', then))).toEqual(['a', 'b']);
    expect(store.listAt('core/pods', then)?.[1]?.status).toEqual({ phase: 'Running' });
    expect(namesOf(store.list('core/pods'))).toEqual(['b', 'c']);
  });

  it('has forgotten what was before a compaction, also the version just before it', () => {
    const store = open();
    store.put('core/pods', pod('a'));
    const then = store.resourceVersion;
    store.compact();
    expect(store.changesSince('core/pods', then)).toBeUndefined();
    expect(store.listAt('core/pods', then)).toBeUndefined();
    expect(store.changesSince('core/pods', store.resourceVersion)).toEqual([]);
  });

  it('of a store of before has expired in one that was started later', () => {
    const before = open();
    before.put('core/pods', pod('a'));
    const after = new MemoryStore({ now: () => NOON_MS + 60_000, seed: 1 });
    expect(after.changesSince('core/pods', before.resourceVersion)).toBeUndefined();
  });

  it('stays bounded', () => {
    const store = open(10);
    for (let at = 0; at < 100; at++) store.put('core/pods', pod('a', String(at)));
    expect(store.changesSince('core/pods', 1)).toBeUndefined();
    expect(store.changesSince('core/pods', store.resourceVersion - 10)).toHaveLength(10);
    expect(store.changesSince('core/pods', store.compactedVersion)?.length).toBe(store.resourceVersion - store.compactedVersion);
  });
});
