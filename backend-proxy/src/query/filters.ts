import type { Notice } from '@tart-lab/contract/frame.ts';
import type { Filter } from '@tart-lab/contract/query.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { badRequest } from '../problems.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { toMatcher } from './selection.ts';

/** What a thing has under a filter's key; nothing counts as an empty text. */
export type Filtered = string | number | boolean | null | undefined;
export type FilterTest = (value: Filtered) => boolean;

const textOf = (value: Filtered): string => String(value ?? '');

const COMPARE: Readonly<Record<Exclude<Filter['operator'], '=' | '!='>, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** What one filter lets through, of `values` that it may be asked about. Fails with `bad_request` for a bad pattern or number. */
export function toFilterTest({ key, operator, values }: Filter, asked: Iterable<Filtered>, path: string): Result<FilterTest, Problem> {
  const place = `${path}.filters.${key}`;
  if (operator === '=' || operator === '!=') {
    const matcher = toMatcher(values, Array.from(asked, textOf), place);
    if (!matcher.ok) return matcher;
    return ok((value) => matcher.value(textOf(value)) === (operator === '='));
  }
  const [written = ''] = values;
  const bound = written.trim() === '' ? NaN : Number(written);
  if (Number.isNaN(bound)) return fail(badRequest('query', `${place}: ${operator} "${written}" compares with no number`, 'Give a number.'));
  return ok((value) => textOf(value) !== '' && COMPARE[operator](Number(value), bound));
}

/** All filters of one key as one test; without any it lets everything through. */
export function testOfKey(filters: readonly Filter[], key: string, asked: Iterable<Filtered>, path: string): Result<FilterTest, Problem> {
  const tests: FilterTest[] = [];
  for (const filter of filters) {
    if (filter.key !== key) continue;
    const test = toFilterTest(filter, asked, path);
    if (!test.ok) return test;
    tests.push(test.value);
  }
  return ok((value) => tests.every((test) => test(value)));
}

/** The things that every filter lets through; `valueOf` is what a thing has under a key. */
export function filterThings<T>(
  filters: readonly Filter[],
  things: readonly T[],
  valueOf: (thing: T, key: string) => Filtered,
  path: string,
): Result<readonly T[], Problem> {
  let kept = things;
  for (const filter of filters) {
    const { key } = filter;
    const test = toFilterTest(
      filter,
      kept.map((thing) => valueOf(thing, key)),
      path,
    );
    if (!test.ok) return test;
    kept = kept.filter((thing) => test.value(valueOf(thing, key)));
  }
  return ok(kept);
}

/** Filters that a query's answer knows, and a notice that names the others: they narrow nothing. `what` is the answer's name. */
export function knownFilters(
  filters: readonly Filter[],
  knows: (key: string) => boolean,
  what: string,
): { readonly known: Filter[]; readonly notices: Notice[] } {
  const strange = [...new Set(filters.filter(({ key }) => !knows(key)).map(({ key }) => key))];
  const text = `${strange.length === 1 ? 'The filter' : 'Filters'} on ${strange.join(', ')} ${strange.length === 1 ? 'does' : 'do'} not apply to ${what}`;
  return { known: filters.filter(({ key }) => knows(key)), notices: strange.length === 0 ? [] : [{ severity: 'info', text }] };
}
