import { expect, it } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../../result.ts';
import { rowSet } from './rowSet.ts';

const event = (name: string, version: number, atMs: number) => ({ metadata: { name, uid: name, resourceVersion: String(version) }, atMs });
const Event = z.object({ atMs: z.number() });
const toRow = (object: unknown) => ok(Event.parse(object).atMs);

it('finds nothing changed in a list that only holds more than is kept', () => {
  const set = rowSet(toRow, { most: 2, order: (atMs) => atMs });
  const list = [event('a', 1, 30), event('b', 2, 10), event('c', 3, 20)].map(({ metadata, atMs }) => ({
    key: metadata.name,
    uid: metadata.uid,
    version: Number(metadata.resourceVersion),
    row: ok(atMs),
  }));
  const objects = new Map(list.map((object) => [object.key, object]));
  expect(set.replace(objects, 0)).toHaveLength(2);
  expect([...set.rows.keys()].sort()).toEqual(['a', 'c']);
  expect(set.replace(objects, 0)).toEqual([]);
});

it('keeps the newest of objects that have no natural end', () => {
  const set = rowSet(toRow, { most: 2, order: (atMs) => atMs });
  set.put(event('a', 1, 30));
  set.put(event('b', 2, 10));
  const changes = set.put(event('c', 3, 20));
  expect([...set.rows]).toEqual([
    ['a', 30],
    ['c', 20],
  ]);
  expect(changes).toEqual([
    { key: 'c', before: undefined, after: 20 },
    { key: 'b', before: 10, after: undefined },
  ]);
  // One that happens again is among the newest again.
  set.put(event('b', 4, 40));
  expect([...set.rows.keys()].sort()).toEqual(['a', 'b']);
});

it('says what it left out, the same as long as it is the same', () => {
  const set = rowSet((object) => (Event.safeParse(object).success ? toRow(object) : fail({ format: 'event', line: 'atMs' })));
  const broken = (name: string, version: number) => ({ metadata: { name, uid: name, resourceVersion: String(version) } });
  expect(set.malformed()).toEqual({ count: 0, first: null });
  set.put(broken('a', 1));
  const one = set.malformed();
  expect(one).toEqual({ count: 1, first: { key: 'a', failure: { format: 'event', line: 'atMs' } } });
  set.put(event('b', 2, 10));
  expect(set.malformed()).toBe(one);
  set.put(broken('b', 3));
  expect(set.malformed()).toMatchObject({ count: 2, first: { key: 'a' } });
  set.put(event('a', 4, 10));
  expect(set.malformed()).toMatchObject({ count: 1, first: { key: 'b' } });
  set.remove(broken('b', 5));
  expect(set.malformed()).toEqual({ count: 0, first: null });
  set.replace(new Map(), 2);
  expect(set.malformed()).toMatchObject({ count: 2, first: { key: 'an object' } });
});
