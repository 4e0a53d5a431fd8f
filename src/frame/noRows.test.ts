import { describe, expect, it } from 'vitest';
import { createDataFrame, DataFrameType, FieldType, type DataFrame } from '@grafana/data';
import { noRows } from './noRows.ts';

const notices = [{ severity: 'info' as const, text: 'HPA target value was never measured for this selection' }];
const series = (...values: number[]): DataFrame =>
  createDataFrame({
    refId: 'A',
    meta: { type: DataFrameType.TimeSeriesMulti, executedQueryString: 'asked', notices },
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, i) => i * 1000) },
      { name: 'Value', type: FieldType.number, values },
    ],
  });
const table = createDataFrame({ refId: 'B', fields: [{ name: 'vm', type: FieldType.string, values: [] }] });

describe('noRows', () => {
  it('leaves of empty time series why they are empty, for a chart to say that there is nothing', () => {
    expect(noRows([series(), series()])).toMatchObject([
      { refId: 'A', length: 0, fields: [], meta: { notices, executedQueryString: 'asked', preferredVisualisationType: 'graph' } },
      { fields: [] },
    ]);
  });

  it.each([
    ['beside one with values: a stat shows a tile for each', [series(), series(0.5)]],
    ['with values', [series(1, 2)]],
    ['that are columns of a table', [table]],
    ['of no query', []],
  ])('leaves frames alone %s', (_, frames) => {
    expect(noRows(frames)).toEqual(frames);
  });
});
