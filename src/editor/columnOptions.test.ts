import { describe, expect, it } from 'vitest';
import { createDataFrame, FieldType, type DataFrame } from '@grafana/data';
import { columnOptions } from './columnOptions.ts';

const answer = (meta?: DataFrame['meta']): DataFrame =>
  createDataFrame({
    name: 'pods',
    meta,
    fields: [
      { name: 'pod', type: FieldType.string, config: { displayNameFromDS: 'Pod' }, values: [] },
      { name: 'status', type: FieldType.string, values: [] },
    ],
  });

describe('columnOptions', () => {
  it('offers the answer’s fields by their headings', () => {
    expect(columnOptions([answer()], [])).toEqual([
      { value: 'pod', label: 'Pod', description: 'pod' },
      { value: 'status', label: 'status' },
    ]);
  });

  it('offers all columns that the proxy tells, and chosen ones that nobody knows', () => {
    const columns = [
      { id: 'qos', title: 'QoS class' },
      { id: 'pod', title: 'Pod' },
    ];
    expect(columnOptions([answer({ custom: { columns } })], ['moon']).map(({ value }) => value)).toEqual(['qos', 'pod', 'status', 'moon']);
  });

  it('does not trip over other things beside an answer', () => {
    expect(columnOptions([answer({ custom: { columns: 'many' } })], [])).toHaveLength(2);
    expect(columnOptions([], [])).toEqual([]);
  });
});
