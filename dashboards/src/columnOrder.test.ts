import { expect, it } from 'vitest';
import korean from '../../locales/ko-KR/tartlab-tart-datasource.json' with { type: 'json' };
import { columnOrder } from './columnOrder.ts';

it('gives a column the same place under its title in each language', () => {
  const { options } = columnOrder(['vm', 'memory-used-percent', 'Trend #B'], { 'Trend #B': 'CPU' });
  expect(options).toEqual({
    indexByName: { VM: 0, [korean.column.vm]: 0, 'Memory used %': 1, [korean.column['memory-used-percent']]: 1, 'Trend #B': 2 },
    renameByName: { 'Trend #B': 'CPU' },
  });
});
