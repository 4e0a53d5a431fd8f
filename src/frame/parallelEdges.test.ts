import { describe, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { parallelEdges } from './parallelEdges.ts';

const NAMES = [
  'id',
  'source',
  'target',
  'mainstat',
  'secondarystat',
  'color',
  'thickness',
  'strokedasharray',
  'detail__verdict',
  'detail__policy',
];
type Row = readonly [id: string, source: string, target: string, ...rest: (string | number | null)[]];
const edges = (...rows: Row[]): Frame => ({
  schema: { refId: 'A', name: 'edges', fields: NAMES.map((name) => ({ name, type: name === 'thickness' ? 'number' : 'string' })) },
  data: { values: NAMES.map((_, i) => rows.map((row) => row[i])) },
});
const rowsOf = ({ data }: Frame): unknown[][] => (data.values[0] ?? []).map((_, row) => data.values.map((values) => values[row]));

describe('parallelEdges', () => {
  it('draws a pair once: what was forwarded as its stat, what was dropped as its colour and second stat', () => {
    const frame = edges(
      ['1', 'web', 'redis', '12/s', 'p95 2 ms', 'green', 3, null, 'Forwarded', null],
      ['2', 'web', 'redis', '0.3/s redirected', null, 'blue', 1, '6 4', 'Redirected', 'l7'],
      ['3', 'web', 'redis', '0.1/s dropped', 'POLICY_DENIED', 'red', 1, '6 4', 'Dropped', 'deny-all'],
    );
    expect(rowsOf(parallelEdges(frame))).toEqual([
      ['1', 'web', 'redis', '12/s', '0.1/s dropped', 'red', 3, null, '12/s, 0.3/s redirected, 0.1/s dropped', 'l7'],
    ]);
  });

  it('leaves single edges and both directions as they are', () => {
    const frame = edges(
      ['1', 'web', 'redis', '12/s', 'p95 2 ms', 'green', 3, null, 'Forwarded', null],
      ['2', 'redis', 'web', '1/s dropped', 'POLICY_DENIED', 'red', 1, '6 4', 'Dropped', 'deny-all'],
    );
    expect(parallelEdges(frame)).toEqual(frame);
  });

  it('keeps the first one’s look where nothing is grave', () => {
    const frame = edges(
      ['1', 'web', 'dns', '2/s', 'p95 1 ms', 'green', 2, null, 'Forwarded', null],
      ['2', 'web', 'dns', '1/s traced', null, 'purple', 1, '6 4', 'Traced', null],
    );
    expect(rowsOf(parallelEdges(frame))).toEqual([['1', 'web', 'dns', '2/s', 'p95 1 ms', 'green', 2, null, '2/s, 1/s traced', null]]);
  });

  it('folds nothing out of no edges', () => {
    expect(rowsOf(parallelEdges(edges()))).toEqual([]);
  });
});
