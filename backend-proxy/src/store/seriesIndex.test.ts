import { expect, it } from 'vitest';
import { SeriesIndex } from './seriesIndex.ts';

const LABELS = { vm: 'a', device: 'eth0' };

it('gives a series one id, whatever object and order its labels come in', () => {
  const index = new SeriesIndex();
  const id = index.idOf('m', { device: 'eth0', vm: 'a' });
  const frozen = Object.freeze({ ...LABELS });
  expect([index.idOf('m', LABELS), index.idOf('m', frozen), index.idOf('m', frozen)]).toEqual([id, id, id]);
  expect(index.takeAdded()).toEqual([{ id, metric: 'm', labels: LABELS }]);
});

it('tells metrics apart that share an object of labels', () => {
  const index = new SeriesIndex();
  const frozen = Object.freeze({ ...LABELS });
  expect(index.idOf('m', frozen)).not.toBe(index.idOf('n', frozen));
});

it('reads labels anew that may have changed', () => {
  const index = new SeriesIndex();
  const labels: Record<string, string> = { vm: 'a' };
  const id = index.idOf('m', labels);
  labels['vm'] = 'b';
  expect(index.idOf('m', labels)).not.toBe(id);
});
