import { FLOW_VIEWS, TableName, type Aggregation, type FlowView } from '@tart-lab/contract/query.ts';
import { fail, ok, type Result } from '../../result.ts';
import { parseInterval } from '../parseInterval.ts';
import { LIMITS } from '../toProxyQuery.ts';
import type { QueryFields } from '../types.ts';
import { KIND_WORDS } from './keys.ts';
import { readList, readMatchers } from './matchers.ts';
import { nearest } from './nearest.ts';
import { Reader } from './reader.ts';
import { tokens, type TextFault } from './tokens.ts';

type Fields = Partial<QueryFields>;
/** What reads what follows a clause's word. */
type Clause = (reader: Reader) => Result<Fields, TextFault>;
type Clauses = Readonly<Record<string, Clause>>;

const MOST_SERIES = 1000;

/**
 * Reads a query's text (docs/query-language.md) into the fields that it decides: all of those that its kind looks at, so that what is
 * not written is not asked. Fields of other kinds are not among them. Fails with the place of the first fault and what would be right.
 */
export function parseText(text: string): Result<Fields, TextFault> {
  const pieces = tokens(text);
  if (!pieces.ok) return pieces;
  const reader = new Reader(pieces.value, text.length);
  const head = readHead(reader);
  if (!head.ok) return head;
  const { kind, table = 'vms', view } = head.value;
  const matched = readMatchers(reader, { kind, table });
  if (!matched.ok) return matched;
  const [clauses, unsaid] = clausesOf(kind, view);
  const said = readClauses(reader, clauses);
  if (!said.ok) return said;
  return ok({ ...head.value, ...matched.value, ...unsaid, live: false, ...said.value, draft: '' });
}

function readHead(reader: Reader): Result<Fields & Pick<QueryFields, 'kind'>, TextFault> {
  const first = reader.peek();
  if (first === undefined || (first.type === 'sign' && first.text === '{')) return ok({ kind: 'metric', metric: '' });
  const name = reader.value(['metric', ...Object.values(KIND_WORDS), '{']);
  if (!name.ok) return name;
  if (name.value.type === 'quoted') return ok({ kind: 'metric', metric: name.value.text });
  switch (name.value.text) {
    case KIND_WORDS.table: {
      const table = readOneOf(reader, TableName.options);
      return table.ok ? ok({ kind: 'table', table: table.value }) : table;
    }
    case KIND_WORDS.flows: {
      const next = reader.peek();
      if (next === undefined || next.type === 'sign' || Object.hasOwn(FLOW_CLAUSES, next.text)) return ok({ kind: 'flows', view: 'graph' });
      const view = readOneOf<FlowView>(reader, FLOW_VIEWS);
      return view.ok ? ok({ kind: 'flows', view: view.value }) : view;
    }
    case KIND_WORDS.events:
      return ok({ kind: 'events' });
    default:
      return ok({ kind: 'metric', metric: name.value.text });
  }
}

function readOneOf<T extends string>(reader: Reader, known: readonly T[]): Result<T, TextFault> {
  const token = reader.value(known);
  if (!token.ok) return token;
  const { text, from, to } = token.value;
  const one = known.find((name) => name === text);
  return one === undefined ? fail({ from, to, wrong: { kind: 'unknown', found: text }, expected: nearest(text, known) }) : ok(one);
}

function readClauses(reader: Reader, clauses: Clauses): Result<Fields, TextFault> {
  let fields: Fields = {};
  const given = new Set<string>();
  for (let token = reader.peek(); token !== undefined; token = reader.peek()) {
    const { text, from, to, type } = token;
    const clause = type === 'word' && Object.hasOwn(clauses, text) ? clauses[text] : undefined;
    const known = Object.keys(clauses).filter((one) => !given.has(idOf(one)));
    if (!clause) {
      const close = type === 'word' ? nearest(text, known) : [];
      return fail({ ...reader.fault(close.length > 0 ? close : known), wrong: { kind: 'unexpected', found: text } });
    }
    if (given.has(idOf(text))) return fail({ from, to, wrong: { kind: 'twice', found: text }, expected: [] });
    given.add(idOf(text));
    reader.next();
    const read = clause(reader);
    if (!read.ok) return read;
    fields = { ...fields, ...read.value };
  }
  return ok(fields);
}

/** Only one of the folds can be given. */
const idOf = (clause: string): string => (Object.hasOwn(FOLDS, clause) ? 'fold' : clause);

const fold =
  (aggregate: Aggregation): Clause =>
  (reader) => {
    if (!reader.skip('by')) return ok({ aggregate, groupBy: [] });
    const open = reader.sign('(');
    if (!open.ok) return open;
    const labels = readList(reader, 'label');
    return labels.ok ? ok({ aggregate, groupBy: labels.value.map(({ text }) => text) }) : labels;
  };

const numberOf =
  (field: 'top' | 'bottom' | 'limit' | 'outliers', least: number, most: number): Clause =>
  (reader) => {
    const token = reader.peek();
    const value = Number(token?.text);
    const whole = field === 'outliers' || Number.isInteger(value);
    if (token === undefined || token.type !== 'word' || !whole || !(value >= least && value <= most)) {
      return fail({ ...reader.fault([]), wrong: { kind: 'number', least, most } });
    }
    reader.next();
    return ok({ [field]: value });
  };

const every: Clause = (reader) => {
  const token = reader.value(['30s']);
  if (!token.ok) return token;
  const { text, from, to } = token.value;
  if (!text.includes('$') && !parseInterval(text))
    return fail({ from, to, wrong: { kind: 'interval', found: text }, expected: ['30s', '5m', '1h'] });
  return ok({ minInterval: text });
};

const legend: Clause = (reader) => {
  const token = reader.value(['"{{vm}}"']);
  return token.ok ? ok({ legend: token.value.text }) : token;
};

const columns: Clause = (reader) => {
  const names: string[] = [];
  do {
    const name = reader.value(['column']);
    if (!name.ok) return name;
    names.push(name.value.text);
  } while (reader.skip(','));
  return ok({ columns: names });
};

const FOLDS: Clauses = { sum: fold('sum'), avg: fold('avg'), min: fold('min'), max: fold('max') };
const live: Clause = () => ok({ live: true });
const FLOW_CLAUSES: Clauses = { limit: numberOf('limit', 1, LIMITS.flows.most), live };
const METRIC_CLAUSES: Clauses = {
  ...FOLDS,
  outliers: numberOf('outliers', 0.1, 100),
  top: numberOf('top', 1, MOST_SERIES),
  bottom: numberOf('bottom', 1, MOST_SERIES),
  every,
  legend,
  live,
};

/** The clauses of a kind, and what its fields are when none is given. */
function clausesOf(kind: QueryFields['kind'], view: FlowView | undefined): readonly [Clauses, Fields] {
  switch (kind) {
    case 'table':
      return [
        { columns, limit: numberOf('limit', 1, LIMITS.table.most), live },
        { columns: [], limit: null },
      ];
    case 'events':
      return [{ limit: numberOf('limit', 1, LIMITS.events.most), live }, { limit: null }];
    case 'flows':
      return view === 'rates' ? [{ every, live }, { minInterval: '' }] : [FLOW_CLAUSES, { limit: null }];
    case 'metric':
      return [METRIC_CLAUSES, { aggregate: 'none', outliers: null, top: null, bottom: null, minInterval: '', legend: '' }];
  }
}

/** The words that may follow a query's braces, for completion. */
export const clauseWords = (kind: QueryFields['kind'], view: FlowView | undefined): string[] => Object.keys(clausesOf(kind, view)[0]);
