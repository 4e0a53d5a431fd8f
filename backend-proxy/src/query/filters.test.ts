import { describe, expect, it } from 'vitest';
import type { Filter } from '@tart-lab/contract/query.ts';
import { filterThings, knownFilters } from './filters.ts';

const things = [
  { name: 'dev-master', cpu: 0.2, up: true },
  { name: 'dev-worker1', cpu: 0.9, up: false },
  { name: null, cpu: null, up: null },
];
function kept(...filters: Filter[]): unknown[] {
  const answer = filterThings(filters, things, (thing, key) => Object.entries(thing).find(([name]) => name === key)?.[1], 'queries[0]');
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value.map(({ name }) => name);
}

describe('filterThings', () => {
  it('takes names, patterns and expressions; several values are alternatives, several filters all hold', () => {
    expect(kept({ key: 'name', operator: '=', values: ['dev-master', 'x'] })).toEqual(['dev-master']);
    expect(kept({ key: 'name', operator: '=', values: ['dev-*'] })).toEqual(['dev-master', 'dev-worker1']);
    expect(kept({ key: 'name', operator: '=', values: ['/worker/'] }, { key: 'up', operator: '=', values: ['false'] })).toEqual([
      'dev-worker1',
    ]);
    expect(kept({ key: 'name', operator: '=', values: ['*'] }, { key: 'up', operator: '=', values: ['true'] })).toEqual(['dev-master']);
  });

  it('counts what has no value as empty: it is none of the names that must not be', () => {
    expect(kept({ key: 'name', operator: '!=', values: ['dev-*'] })).toEqual([null]);
    expect(kept({ key: 'nobody', operator: '!=', values: ['x'] })).toHaveLength(3);
  });

  it('compares numbers, and never what is not known', () => {
    expect(kept({ key: 'cpu', operator: '>', values: ['0.5'] })).toEqual(['dev-worker1']);
    expect(kept({ key: 'cpu', operator: '<=', values: ['0.2'] })).toEqual(['dev-master']);
    expect(kept({ key: 'name', operator: '>', values: ['0'] })).toEqual([]);
    expect(() => kept({ key: 'cpu', operator: '<', values: ['much'] })).toThrow('queries[0].filters.cpu: < "much" compares with no number');
  });

  it('says where a pattern is wrong', () => {
    expect(() => kept({ key: 'name', operator: '!=', values: ['dev', '/(/'] })).toThrow('queries[0].filters.name[1]');
  });
});

describe('knownFilters', () => {
  it('names the keys that narrow nothing, each once', () => {
    const of = (key: string): Filter => ({ key, operator: '=', values: ['x'] });
    const { known, notices } = knownFilters([of('vm'), of('pod'), of('pod')], (key) => key === 'vm', 'CPU busy');
    expect(known).toEqual([of('vm')]);
    expect(notices).toEqual([{ severity: 'info', text: 'The filter on pod does not apply to CPU busy' }]);
    expect(knownFilters([of('vm')], () => true, 'events').notices).toEqual([]);
  });
});
