import type { AdHocVariableFilter } from '@grafana/data';
import type { Filter } from '@tart-lab/contract/query.ts';

const MEANT: ReadonlyMap<string, Filter['operator']> = new Map([
  ['=', '='],
  ['=|', '='],
  ['!=', '!='],
  ['!=|', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

/**
 * A dashboard's ad hoc filters as a query has them. An expression (`=~`, `!~`) must fit the whole value, as in Prometheus. A filter that is
 * not finished, or compares in a way of tomorrow, narrows nothing.
 */
export function adHocFilters(filters: readonly AdHocVariableFilter[]): Filter[] {
  return filters.flatMap(({ key, operator, value, values = [] }): Filter[] => {
    const several = operator.endsWith('|') && values.length > 0;
    const given = (several ? values : [value]).filter((one) => one !== '');
    if (key === '' || given.length === 0) return [];
    if (operator === '=~' || operator === '!~') {
      return [{ key, operator: operator === '=~' ? '=' : '!=', values: given.map((one) => `/^(?:${one})$/`) }];
    }
    const meant = MEANT.get(operator);
    return meant === undefined ? [] : [{ key, operator: meant, values: given }];
  });
}
