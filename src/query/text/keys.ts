import type { QueryFields } from '../types.ts';
import { scopeOf, type ScopeField } from '../scopeOf.ts';

/** Fields that hold a selection, and the key that each has between braces. */
const KEYS: Readonly<Record<ScopeField, string>> = {
  clusters: 'cluster',
  vms: 'vm',
  macs: 'mac',
  namespaces: 'namespace',
  workloads: 'workload',
};

/** The words with which the text of a query other than a metric's begins. */
export const KIND_WORDS = { table: 'table', events: 'events', flows: 'flows' } as const;

/** The keys between a query's braces that stand for a field of it, and that field; every other key is a label or a filter. */
export function fieldsOfKeys(query: Pick<QueryFields, 'kind' | 'table'>): ReadonlyMap<string, ScopeField | WordField> {
  const scope = scopeOf(query).map((field) => [KEYS[field], field] as const);
  const words: readonly (readonly [string, WordField])[] =
    query.kind === 'events'
      ? [
          ['kind', 'kinds'],
          ['severity', 'severities'],
        ]
      : query.kind === 'flows'
        ? [
            ['verdict', 'verdicts'],
            ['protocol', 'protocols'],
          ]
        : [];
  return new Map<string, ScopeField | WordField>([...words, ...scope]);
}

/** Fields that hold words of a fixed list. */
export type WordField = 'kinds' | 'severities' | 'verdicts' | 'protocols';

/** Whether an entry of a selection is a pattern: it has wildcards, or is an expression between slashes. */
export const isPattern = (entry: string): boolean => /[*?]/.test(entry) || /^\/.+\/i?$/s.test(entry);

/** A word that needs no quotes: a name, a number, a duration, a variable. */
export const PLAIN_WORD = /^(?:\$\{[^{}\s]*\}|[\p{L}\p{N}_.:/$*?-])+$/u;
