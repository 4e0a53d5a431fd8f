import { expect, it } from 'vitest';
import { SampleQueue } from './sampleQueue.ts';

it('gives what was put in, once', () => {
  const queue = new SampleQueue(10_000);
  for (let i = 0; i < 3000; i++) queue.push(i, i * 10, i / 2);
  const { ids, times, values } = queue.take();
  expect([ids.length, ids[2999], times[2999], values[2999]]).toEqual([3000, 2999, 29_990, 1499.5]);
  expect(queue.take().ids).toHaveLength(0);
});
it('drops the oldest when it is full', () => {
  const queue = new SampleQueue(20);
  for (let i = 0; i < 25; i++) queue.push(i, i, i);
  expect([...queue.take().ids]).toEqual(Array.from({ length: 19 }, (_, i) => i + 6));
});
