import { z } from 'zod';
import { listOf, TextMap } from './fields.ts';
import type { Selector } from './rows.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** A label selector; absent and null select nothing, an empty one selects everything. */
export const SelectorField = z
  .object({
    matchLabels: TextMap,
    matchExpressions: listOf(z.object({ key: z.string(), operator: z.enum(OPERATORS), values: listOf(z.string()) })),
  })
  .nullish()
  .transform((selector): Selector | null => selector ?? null);

/** Whether a selector takes an object with these labels. */
export function selects(selector: Selector | null, labels: Readonly<Record<string, string>>): boolean {
  if (selector === null) return false;
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value) &&
    selector.matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
      }
    })
  );
}

/** A selector as kubectl writes it: `app=web,tier in (a,b),!old`; null for one that selects nothing. */
export function selectorText(selector: Selector | null): string | null {
  if (selector === null) return null;
  const parts = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  for (const { key, operator, values } of selector.matchExpressions) {
    if (operator === 'Exists') parts.push(key);
    else if (operator === 'DoesNotExist') parts.push(`!${key}`);
    else parts.push(`${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`);
  }
  return parts.join(',') || 'every pod of the namespace';
}
