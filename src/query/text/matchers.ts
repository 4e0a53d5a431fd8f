import { EventKind, Severity } from '@tart-lab/contract/event.ts';
import { FlowProtocol, Verdict } from '@tart-lab/contract/flow.ts';
import { FilterOperator, type Filter } from '@tart-lab/contract/query.ts';
import { fail, ok, type Result } from '../../result.ts';
import type { QueryFields } from '../types.ts';
import { fieldsOfKeys, isPattern, type WordField } from './keys.ts';
import { nearest } from './nearest.ts';
import type { Reader } from './reader.ts';
import type { TextFault, Token } from './tokens.ts';

/** What stands between a query's braces: selections of its fields, labels of its metric, and everything else as filters. */
export type Matched = Partial<QueryFields>;

const OPERATORS = ['=', '!=', '=~', '!~', '<', '<=', '>', '>='];
const MEANT: ReadonlyMap<string, FilterOperator> = new Map([
  ...FilterOperator.options.map((one) => [one, one] as const),
  ['==', '='],
  ['=~', '='],
  ['!~', '!='],
]);

interface Matcher {
  readonly key: Token;
  readonly operator: FilterOperator;
  readonly values: readonly Token[];
}

/**
 * Reads `{key="value", key!=("a", "b"), …}`; without braces nothing is matched. `=~` and `!~` mean what `=` and `!=` do: a value with
 * `*`, `?` or between slashes is a pattern anyway.
 */
export function readMatchers(reader: Reader, query: Pick<QueryFields, 'kind' | 'table'>): Result<Matched, TextFault> {
  const read = readAll(reader);
  if (!read.ok) return read;
  const fields = fieldsOfKeys(query);
  const labels = new Map<string, string[]>();
  const filters: Filter[] = [];
  const taken = new Map<string, string[]>();
  for (const { key, operator, values } of read.value) {
    const entries = values.map(({ text }) => text);
    const field = fields.get(key.text);
    const first = operator === '=' && !taken.has(key.text);
    if (first && (field !== undefined || query.kind === 'metric')) {
      const words = field === undefined || !(field in WORDS) ? entries : readWords(field, values);
      if (!Array.isArray(words)) return fail(words);
      if (words.length > 0) {
        taken.set(key.text, words);
        if (field === undefined) labels.set(key.text, words);
        continue;
      }
    }
    filters.push({ key: key.text, operator, values: entries });
  }
  const of = (name: string): string[] => [...fields].flatMap(([key, field]) => (field === name ? (taken.get(key) ?? []) : []));
  const scope = [...fields.values()].map((field) => [field, of(field)] as const);
  return ok({ ...Object.fromEntries(scope), filters, ...(query.kind === 'metric' ? { labels: Object.fromEntries(labels) } : {}) });
}

function readAll(reader: Reader): Result<Matcher[], TextFault> {
  const matchers: Matcher[] = [];
  if (!reader.skip('{')) return ok(matchers);
  while (!reader.skip('}')) {
    if (matchers.length > 0) {
      const comma = reader.sign(',');
      if (!comma.ok) return fail({ ...comma.error, expected: [',', '}'] });
      if (reader.skip('}')) break;
    }
    const key = reader.value(['key', '}']);
    if (!key.ok) return key;
    const sign = reader.peek();
    const operator = sign?.type === 'sign' ? MEANT.get(sign.text) : undefined;
    if (operator === undefined) return fail(reader.fault(OPERATORS));
    reader.next();
    const values = readValues(reader);
    if (!values.ok) return values;
    matchers.push({ key: key.value, operator, values: values.value });
  }
  return ok(matchers);
}

/** `"a"`, or `("a", "b")`. */
function readValues(reader: Reader): Result<Token[], TextFault> {
  if (!reader.skip('(')) {
    const alone = reader.value(['"…"', '(']);
    return alone.ok ? ok([alone.value]) : alone;
  }
  return readList(reader, '"…"');
}

/** `a, b)` after its bracket; at least one. */
export function readList(reader: Reader, expected: string): Result<Token[], TextFault> {
  const values: Token[] = [];
  for (;;) {
    const value = reader.value([expected]);
    if (!value.ok) return value;
    values.push(value.value);
    if (reader.skip(')')) return ok(values);
    const comma = reader.sign(',');
    if (!comma.ok) return fail({ ...comma.error, expected: [',', ')'] });
  }
}

const WORDS: Readonly<Record<WordField, readonly string[]>> = {
  kinds: EventKind.options,
  severities: Severity.options,
  verdicts: Verdict.options,
  protocols: FlowProtocol.options,
};
/** Fields whose words a variable may stand for; those of the others then are filters. */
const OPEN: readonly string[] = ['verdicts', 'protocols'];

/** Words of a field's list as the list writes them; none when one is a pattern or a variable that the field cannot hold. */
function readWords(field: string, values: readonly Token[]): string[] | TextFault {
  const known = Object.entries(WORDS).find(([name]) => name === field)?.[1] ?? [];
  const words: string[] = [];
  for (const { text, from, to } of values) {
    const word = known.find((one) => one.toLowerCase() === text.toLowerCase());
    if (word !== undefined) words.push(word);
    else if (!text.includes('$') && !isPattern(text))
      return { from, to, wrong: { kind: 'unknown', found: text }, expected: nearest(text, known) };
    else if (OPEN.includes(field) && (text.includes('$') || text === '*')) words.push(text);
    else return [];
  }
  return words;
}
