import { expect, it } from 'vitest';
import { Filters } from '@tart-lab/contract/query.ts';
import { adHocFilters } from './adHoc.ts';

it('reads every operator of Grafana’s ad hoc filters', () => {
  const filters = adHocFilters([
    { key: 'vm', operator: '=', value: 'dev-master' },
    { key: 'vm', operator: '!=', value: 'dev-master' },
    { key: 'cluster', operator: '=|', value: 'dev', values: ['dev', 'prod'] },
    { key: 'cluster', operator: '!=|', value: 'dev', values: ['dev', 'prod'] },
    { key: 'pod', operator: '=~', value: 'nginx-.*' },
    { key: 'pod', operator: '!~', value: 'a|b' },
    { key: 'restarts', operator: '>', value: '3' },
  ]);
  expect(filters).toEqual([
    { key: 'vm', operator: '=', values: ['dev-master'] },
    { key: 'vm', operator: '!=', values: ['dev-master'] },
    { key: 'cluster', operator: '=', values: ['dev', 'prod'] },
    { key: 'cluster', operator: '!=', values: ['dev', 'prod'] },
    { key: 'pod', operator: '=', values: ['/^(?:nginx-.*)$/'] },
    { key: 'pod', operator: '!=', values: ['/^(?:a|b)$/'] },
    { key: 'restarts', operator: '>', values: ['3'] },
  ]);
  expect(Filters.parse(filters)).toEqual(filters);
});

it('leaves out what is not finished, and what it does not know', () => {
  expect(
    adHocFilters([
      { key: '', operator: '=', value: 'x' },
      { key: 'vm', operator: '=', value: '' },
      { key: 'vm', operator: '≈', value: 'x' },
    ]),
  ).toEqual([]);
});
