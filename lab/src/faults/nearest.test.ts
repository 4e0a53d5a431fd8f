import { expect, it } from 'vitest';
import { nearest, unknown } from './nearest.ts';

const VMS = ['dev-master', 'dev-worker1', 'prod-worker1', 'prod-worker2'];

it('finds the names that were meant', () => {
  expect(nearest('dev-worke1', VMS)[0]).toBe('dev-worker1');
  expect(nearest('prod-worker3', VMS).sort()).toEqual(['prod-worker1', 'prod-worker2']);
  expect(nearest('zzz', VMS)).toEqual([]);
});

it('lists what there is when nothing is near', () => {
  expect(unknown('VM', 'zzz', VMS)).toBe('unknown VM "zzz"; there are dev-master, dev-worker1, prod-worker1, prod-worker2');
});
