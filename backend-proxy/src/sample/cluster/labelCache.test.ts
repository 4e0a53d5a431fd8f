import { expect, it } from 'vitest';
import { LabelCache } from './labelCache.ts';

const NODE = ['cluster', 'node'];
const WATCH = ['cluster', 'watch'];

it('gives one frozen object for one set of labels', () => {
  const cache = new LabelCache();
  const labels = cache.of(NODE, ['dev', 'w1'], { vm: 'dev-w1', mac: 'm1' });
  expect(labels).toEqual({ cluster: 'dev', node: 'w1', vm: 'dev-w1', mac: 'm1' });
  expect(Object.isFrozen(labels)).toBe(true);
  cache.forgetUnused();
  expect(cache.of(NODE, ['dev', 'w1'], { vm: 'dev-w1', mac: 'm1' })).toBe(labels);
});

it('tells sets apart by names, values and what is added', () => {
  const cache = new LabelCache();
  const sets = [
    cache.of(NODE, ['dev', 'w1']),
    cache.of(WATCH, ['dev', 'w1']),
    cache.of(NODE, ['dev', 'w2']),
    cache.of(NODE, ['dev', 'w1'], { vm: 'dev-w1', mac: 'm1' }),
    cache.of(NODE, ['dev', 'w1'], { vm: 'dev-w1', mac: 'm2' }),
  ];
  expect(new Set(sets).size).toBe(5);
  expect(sets[1]).toEqual({ cluster: 'dev', watch: 'w1' });
});

it('drops what was not asked for between two rounds, and nothing else', () => {
  const cache = new LabelCache();
  const stays = cache.of(NODE, ['dev', 'w1']);
  const goes = cache.of(NODE, ['dev', 'w2']);
  cache.forgetUnused();
  cache.of(NODE, ['dev', 'w1']);
  cache.forgetUnused();
  expect(cache.of(NODE, ['dev', 'w1'])).toBe(stays);
  const back = cache.of(NODE, ['dev', 'w2']);
  expect(back).not.toBe(goes);
  expect(back).toEqual(goes);
});
