import type { Filter } from '@tart-lab/contract/query.ts';
import { isWhole, LIMITS } from '../toProxyQuery.ts';
import type { FilledQuery } from '../types.ts';
import { fieldsOfKeys, isPattern, KIND_WORDS, PLAIN_WORD } from './keys.ts';

/**
 * A query as people write it, in one line: `tart_vm_cpu_busy_ratio{cluster="dev"} avg by (vm) top 5`. `parseText` reads it back.
 * It says all that is asked, and nothing of what the query's kind does not look at. A text that could not be read stays itself.
 */
export function toText(query: FilledQuery): string {
  if (query.draft !== '') return query.draft;
  const parts = [head(query) + matchers(query), ...clauses(query), query.live ? 'live' : ''];
  return parts.filter((part) => part !== '').join(' ');
}

function head({ kind, table, view, metric }: FilledQuery): string {
  switch (kind) {
    case 'table':
      return `table ${table}`;
    case 'flows':
      return `flows ${view}`;
    case 'events':
      return 'events';
    case 'metric':
      return metric === '' || (PLAIN_WORD.test(metric) && !Object.hasOwn(KIND_WORDS, metric)) ? metric : quoted(metric);
  }
}

function matchers(query: FilledQuery): string {
  const selections = [...fieldsOfKeys(query)].map(([key, field]) => [key, query[field]] as const);
  const labels = query.kind === 'metric' ? Object.entries(query.labels) : [];
  const all = [
    ...[...selections, ...labels].flatMap(([key, values]) =>
      values.length > 0 ? [matcher({ key, operator: '=', values: [...values] })] : [],
    ),
    ...query.filters.filter(isWhole).map(matcher),
  ];
  const nothing = query.kind === 'metric' && query.metric === '' && clauses(query).length > 0 ? '{}' : '';
  return all.length > 0 ? `{${all.join(', ')}}` : nothing;
}

function matcher({ key, operator, values }: Filter): string {
  const name = word(key);
  if (operator !== '=' && operator !== '!=') return `${name} ${operator} ${word(values[0] ?? '')}`;
  const sign = !values.some(isPattern) ? operator : operator === '=' ? '=~' : '!~';
  const list = values.map(quoted).join(', ');
  return `${name}${sign}${values.length === 1 ? list : `(${list})`}`;
}

function clauses(query: FilledQuery): string[] {
  const { kind, aggregate, groupBy, top, bottom, outliers, minInterval, legend, columns, limit } = query;
  const every = minInterval.trim() === '' ? [] : [`every ${word(minInterval.trim())}`];
  // A limit that was set for a longer kind of list asks for no more than this kind gives.
  const limited = limit === null || kind === 'metric' ? [] : [`limit ${Math.min(limit, LIMITS[kind].most)}`];
  switch (kind) {
    case 'table':
      return [...(columns.length > 0 ? [`columns ${columns.map(word).join(', ')}`] : []), ...limited];
    case 'events':
      return limited;
    case 'flows':
      return query.view === 'rates' ? every : limited;
    case 'metric':
      return [
        ...(aggregate === 'none' ? [] : [groupBy.length > 0 ? `${aggregate} by (${groupBy.map(word).join(', ')})` : aggregate]),
        ...(outliers === null ? [] : [`outliers ${outliers}`]),
        ...(top === null ? [] : [`top ${top}`]),
        ...(bottom === null ? [] : [`bottom ${bottom}`]),
        ...every,
        ...(legend === '' ? [] : [`legend ${quoted(legend)}`]),
      ];
  }
}

const word = (text: string): string => (PLAIN_WORD.test(text) ? text : quoted(text));

/** Between double quotes, as JSON writes it, with the letters of every language as they are. */
const quoted = (text: string): string => JSON.stringify(text);
