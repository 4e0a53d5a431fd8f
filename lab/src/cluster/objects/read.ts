import { at, isRecord, textAt, type Json } from '../../kube/fields.ts';

/** The object at a path; empty when there is none. */
export function recordAt(value: unknown, ...path: readonly (string | number)[]): Json {
  const found = at(value, ...path);
  return isRecord(found) ? found : {};
}

/** Epoch ms of a time such as `2026-03-10T12:00:00Z`. */
export function timeAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const text = textAt(value, ...path);
  const atMs = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
