import { at, recordsAt, textAt, textMapAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';
import { ageOf } from './duration.ts';

/** How a kind is printed: one cell for each column. Wide columns show with `-o wide` alone. */
export interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, nowMs: number): unknown[];
}
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** Columns by name; a leading `+` makes one wide, a leading `#` a number. */
export function columns(...names: readonly string[]): Column[] {
  return names.map((name) => {
    const plain = name.replace(/^[+#]+/, '');
    return {
      name: plain,
      type: name.includes('#') ? 'integer' : 'string',
      format: plain === 'Name' ? 'name' : '',
      description: plain,
      priority: name.includes('+') ? 1 : 0,
    };
  });
}

export function createdAge(object: KubeObject, nowMs: number): string {
  return ageOf(object.metadata.creationTimestamp, nowMs);
}

/** Names and images of a template's containers, as wide columns show them. */
export function containersOf(object: KubeObject, ...path: readonly string[]): [string, string] {
  const containers = recordsAt(object, ...path, 'containers');
  return [containers.map((each) => textAt(each, 'name') ?? '').join(','), containers.map((each) => textAt(each, 'image') ?? '').join(',')];
}

/** `app=web,tier in (a,b)`, or `<none>`. */
export function selectorText(selector: unknown): string {
  const plain = at(selector, 'matchLabels') === undefined && at(selector, 'matchExpressions') === undefined;
  const labels = Object.entries(textMapAt(selector, ...(plain ? [] : ['matchLabels'])));
  return (
    labels
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(',') || '<none>'
  );
}

export const NAME_AND_AGE: Printer = {
  columns: columns('Name', 'Age'),
  cells: (object, nowMs) => [object.metadata.name, createdAge(object, nowMs)],
};
