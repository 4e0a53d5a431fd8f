/** Readers of objects as the API gave them: what is not there, or is of another type, is undefined or empty. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(object: unknown, ...path: string[]): unknown {
  let value = object;
  for (const field of path) {
    if (!isFields(value)) return undefined;
    value = value[field];
  }
  return value;
}

export function numberAt(object: unknown, ...path: string[]): number | undefined {
  const value = valueAt(object, ...path);
  return typeof value === 'number' ? value : undefined;
}

export function textAt(object: unknown, ...path: string[]): string | undefined {
  const value = valueAt(object, ...path);
  return typeof value === 'string' ? value : undefined;
}

export function fieldsAt(object: unknown, ...path: string[]): Fields {
  const value = valueAt(object, ...path);
  return isFields(value) ? value : {};
}

/** The objects of a list; other entries are left out. */
export function listAt(object: unknown, ...path: string[]): readonly Fields[] {
  const value = valueAt(object, ...path);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textsAt(object: unknown, ...path: string[]): readonly string[] {
  const value = valueAt(object, ...path);
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** Labels and other maps of texts. */
export function labelsAt(object: unknown, ...path: string[]): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(fieldsAt(object, ...path))) if (typeof value === 'string') labels[key] = value;
  return labels;
}

/** Epoch ms of a time such as `2026-03-10T12:00:00Z`. */
export function timeAt(object: unknown, ...path: string[]): number | undefined {
  const text = textAt(object, ...path);
  if (text === undefined) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
