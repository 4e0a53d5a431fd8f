export type ProtoObject = Readonly<Record<string, unknown>>;

const EMPTY: readonly never[] = [];

export const isObject = (value: unknown): value is ProtoObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectOf = (value: unknown): ProtoObject | null => (isObject(value) ? value : null);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : EMPTY);

/** A text, or null where the field was left out, which in proto-JSON also means empty. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A number of 32 or 64 bits: proto-JSON writes the latter as texts. Null where it was left out. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A wrapped boolean: proto-JSON writes `true`, a decoder that keeps messages writes `{value: true}` and `{}` for false. */
export function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  return isObject(value) ? value['value'] === true : null;
}

/** A time as epoch ms: proto-JSON writes RFC 3339, a decoder that keeps messages `{seconds, nanos}`. Null when unreadable. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'string') {
    const atMs = Date.parse(value);
    return Number.isNaN(atMs) ? null : atMs;
  }
  if (!isObject(value)) return null;
  const seconds = numberOf(value['seconds']);
  return seconds === null ? null : seconds * 1000 + Math.trunc((numberOf(value['nanos']) ?? 0) / 1e6);
}

/** Hubble names nodes `cluster/node`; the cluster is known. */
export const nodeOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
