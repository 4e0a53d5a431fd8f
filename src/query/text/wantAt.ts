import { FlowView, TableName } from '@tart-lab/contract/query.ts';
import type { QueryFields } from '../types.ts';
import { KIND_WORDS } from './keys.ts';
import { tokens, type Token } from './tokens.ts';

/** What could be written at a place of a query's text, and the part of the text that it would replace. */
export interface Want {
  readonly what: What;
  readonly from: number;
  readonly to: number;
  /** The place lies between quotes. */
  readonly quoted: boolean;
  readonly kind: QueryFields['kind'];
  readonly metric: string;
  readonly table: TableName;
  readonly view: FlowView;
  /** The key whose value is wanted. */
  readonly key: string;
  /** What the text asks of other keys so far. */
  readonly matched: ReadonlyMap<string, readonly string[]>;
}

/** `head`: a metric or a kind; `body`: braces or a clause; `fold`: `by` or a clause; `nothing`: a number, or a text of one's own. */
export type What =
  | 'head'
  | 'table'
  | 'view'
  | 'body'
  | 'key'
  | 'operator'
  | 'value'
  | 'next'
  | 'fold'
  | 'group'
  | 'column'
  | 'clause'
  | 'legend'
  | 'interval'
  | 'nothing';

interface State {
  what: What;
  kind: QueryFields['kind'];
  metric: string;
  table: TableName;
  view: FlowView;
  key: string;
  list: boolean;
  positive: boolean;
  matched: Map<string, string[]>;
}

/** Looks at the text before `at` (characters) only, however unfinished it is. */
export function wantAt(text: string, at: number): Want {
  const { before, under } = cut(text.slice(0, at));
  const state: State = {
    what: 'head',
    kind: 'metric',
    metric: '',
    table: 'vms',
    view: 'graph',
    key: '',
    list: false,
    positive: true,
    matched: new Map(),
  };
  for (const token of before) step(state, token);
  const { kind, metric, table, view, key, matched } = state;
  const quoted = under?.type === 'quoted';
  return { what: wantOf(state), kind, metric, table, view, key, matched, quoted, from: under ? under.from + (quoted ? 1 : 0) : at, to: at };
}

/** After a column comes a comma or a clause; after `by`, its bracket. */
function wantOf({ what, list }: State): What {
  if (what === 'column' && !list) return 'clause';
  return what === 'fold' && list ? 'nothing' : what;
}

/** The whole pieces before a place, and the word or quoted text that the place lies in. */
function cut(text: string): { before: readonly Token[]; under: Token | undefined } {
  const all = tokens(text);
  if (!all.ok) {
    const { from, wrong } = all.error;
    const open: Token = { type: wrong.kind === 'unclosed' ? 'quoted' : 'sign', text: text.slice(from + 1), from, to: text.length };
    const whole = tokens(text.slice(0, from));
    return { before: whole.ok ? whole.value : [], under: open };
  }
  const last = all.value.at(-1);
  if (last?.type === 'word' && last.to === text.length) return { before: all.value.slice(0, -1), under: last };
  return { before: all.value, under: undefined };
}

const FOLDS = ['sum', 'avg', 'min', 'max'];

/** Goes past one piece. */
function step(state: State, { type, text }: Token): void {
  const sign = type === 'sign' ? text : '';
  switch (state.what) {
    case 'head':
      if (sign === '{') state.what = 'key';
      else if (type === 'word' && text === KIND_WORDS.table) [state.kind, state.what] = ['table', 'table'];
      else if (type === 'word' && text === KIND_WORDS.flows) [state.kind, state.what] = ['flows', 'view'];
      else if (type === 'word' && text === KIND_WORDS.events) [state.kind, state.what] = ['events', 'body'];
      else [state.metric, state.what] = [text, 'body'];
      return;
    case 'table':
      state.table = TableName.options.find((one) => one === text) ?? state.table;
      state.what = 'body';
      return;
    case 'view':
      state.view = FlowView.options.find((one) => one === text) ?? state.view;
      state.what = sign === '{' ? 'key' : 'body';
      return;
    case 'body':
      if (sign === '{') state.what = 'key';
      else clause(state, text);
      return;
    case 'key':
      if (sign === '}') state.what = 'clause';
      else [state.key, state.what] = [text, 'operator'];
      return;
    case 'operator':
      state.positive = text.startsWith('=');
      state.list = false;
      state.what = 'value';
      return;
    case 'value':
      if (sign === '(') state.list = true;
      else {
        if (state.positive && sign === '') state.matched.set(state.key, [...(state.matched.get(state.key) ?? []), text]);
        state.what = 'next';
      }
      return;
    case 'next':
      if (state.list && sign === ',') state.what = 'value';
      else if (state.list && sign === ')') state.list = false;
      else if (sign === ',') state.what = 'key';
      else if (sign === '}') state.what = 'clause';
      return;
    case 'fold':
      if (text === 'by') state.list = true;
      else if (state.list && sign === '(') state.what = 'group';
      else clause(state, text);
      return;
    case 'group':
      if (sign === ')') state.what = 'clause';
      return;
    case 'column':
      // After a column only a comma leads to another.
      if (sign === ',') state.list = true;
      else if (state.list) state.list = false;
      else clause(state, text);
      return;
    default:
      clause(state, text);
  }
}

function clause(state: State, text: string): void {
  if (FOLDS.includes(text)) [state.what, state.list] = ['fold', false];
  else if (text === 'columns') [state.what, state.list] = ['column', true];
  else if (text === 'legend') state.what = 'legend';
  else if (text === 'every') state.what = 'interval';
  else if (text === 'top' || text === 'bottom' || text === 'limit' || text === 'outliers') state.what = 'nothing';
  else state.what = 'clause';
}
