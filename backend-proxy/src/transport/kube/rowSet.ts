import type { ParseFailure, Result } from '../../result.ts';
import type { RowChange, WatchedResource } from './kubeWatch.ts';
import { toIdentity, type ObjectIdentity } from './objectIdentity.ts';

/** An object as a list or an event has it: which one, and its row or why it could not be read. */
export interface ReadObject<Row> extends ObjectIdentity {
  readonly row: Result<Row, ParseFailure>;
}

/** Objects that cannot be read: how many there are, and the first of them. The same one until another object is left out, or is not any more. */
export interface LeftOut {
  readonly count: number;
  readonly first: { readonly key: string; readonly failure: ParseFailure } | null;
}
const NONE: LeftOut = { count: 0, first: null };

/**
 * The rows of one watch. An object that cannot be read is left out and counted until a later version of it can be read, or it is
 * gone: its earlier row would show what is no longer true as if it were.
 */
export interface RowSet<Row> {
  readonly rows: ReadonlyMap<string, Row>;
  malformed(): LeftOut;
  /** An object is new or another; older versions than the one known are ignored. Undefined: it has no name, so any row may be out of date. */
  put(object: unknown): RowChange<Row>[] | undefined;
  remove(object: unknown): RowChange<Row>[] | undefined;
  /** All objects that there are, as a list had them; gives what differs. `nameless` objects could not even be told apart. */
  replace(objects: ReadonlyMap<string, ReadObject<Row>>, nameless: number): RowChange<Row>[];
}

export function rowSet<Row>(toRow: (object: unknown) => Result<Row, ParseFailure>, keep?: WatchedResource<Row>['keep']): RowSet<Row> {
  const rows = new Map<string, Row>();
  const known = new Map<string, { readonly uid: string; readonly version: number }>();
  const unread = new Map<string, ParseFailure>();
  let nameless = 0;
  /** Made when it is asked for: that is far more often than it changes. */
  let leftOut: LeftOut | null = NONE;

  const leaveOut = (key: string, failure: ParseFailure): void => {
    unread.set(key, failure);
    leftOut = null;
  };
  const takeIn = (key: string): void => {
    if (unread.delete(key)) leftOut = null;
  };

  const set = ({ key, uid, version, row }: ReadObject<Row>): RowChange<Row>[] => {
    const before = rows.get(key);
    const other = known.get(key)?.uid !== uid;
    known.set(key, { uid, version });
    if (!row.ok) {
      leaveOut(key, row.error);
      rows.delete(key);
      return before === undefined ? [] : [{ key, before, after: undefined }];
    }
    takeIn(key);
    rows.set(key, row.value);
    if (before === undefined || !other) return [{ key, before, after: row.value }];
    // The same name, but another object: the old one went in between.
    return [
      { key, before, after: undefined },
      { key, before: undefined, after: row.value },
    ];
  };

  const drop = (key: string): RowChange<Row>[] => {
    const before = rows.get(key);
    rows.delete(key);
    known.delete(key);
    takeIn(key);
    return before === undefined ? [] : [{ key, before, after: undefined }];
  };

  /** Forgets the rows beyond those that are kept, the lowest in order first. */
  const trim = (): RowChange<Row>[] => {
    if (!keep || rows.size <= keep.most) return [];
    const inOrder = [...rows].sort(([, a], [, b]) => keep.order(a) - keep.order(b));
    return inOrder.slice(0, rows.size - keep.most).flatMap(([key]) => drop(key));
  };

  return {
    rows,
    malformed() {
      leftOut ??= toLeftOut(unread, nameless);
      return leftOut;
    },
    put(object) {
      const identity = toIdentity(object);
      if (!identity) return undefined;
      const before = known.get(identity.key);
      if (before && (before.version > identity.version || (before.version === identity.version && before.uid === identity.uid))) return [];
      return [...set({ ...identity, row: toRow(object) }), ...trim()];
    },
    remove(object) {
      const identity = toIdentity(object);
      if (!identity) return undefined;
      const before = known.get(identity.key);
      if (!before || before.version > identity.version || (identity.uid !== '' && before.uid !== identity.uid)) return [];
      return drop(identity.key);
    },
    replace(objects, namelessObjects) {
      nameless = namelessObjects;
      leftOut = null;
      const changes: RowChange<Row>[] = [];
      const wanted = keptOf(objects, keep);
      for (const key of [...known.keys()]) if (!wanted.has(key)) changes.push(...drop(key));
      for (const object of wanted.values()) {
        const before = known.get(object.key);
        const same = before?.uid === object.uid && before.version === object.version && unread.has(object.key) === !object.row.ok;
        if (!same) changes.push(...set(object));
      }
      return changes;
    },
  };
}

function toLeftOut(unread: ReadonlyMap<string, ParseFailure>, nameless: number): LeftOut {
  const count = unread.size + nameless;
  if (count === 0) return NONE;
  const [first] = unread;
  if (first) return { count, first: { key: first[0], failure: first[1] } };
  return { count, first: { key: 'an object', failure: { format: 'object', line: 'it has no metadata.name' } } };
}

/** Of a list, the objects that are kept: a list that holds more of them differs in nothing. Those that cannot be read are counted, so they stay. */
function keptOf<Row>(
  objects: ReadonlyMap<string, ReadObject<Row>>,
  keep: WatchedResource<Row>['keep'],
): ReadonlyMap<string, ReadObject<Row>> {
  if (!keep || objects.size <= keep.most) return objects;
  const orderOf = ({ row }: ReadObject<Row>): number => (row.ok ? keep.order(row.value) : Infinity);
  return new Map([...objects].sort(([, a], [, b]) => orderOf(b) - orderOf(a)).slice(0, keep.most));
}
