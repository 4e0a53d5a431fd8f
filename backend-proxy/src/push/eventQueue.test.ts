import { expect, it } from 'vitest';
import { EventQueue } from './eventQueue.ts';
import { eventsFrom, numbersOf } from './testing.ts';

it('gives the oldest first, and keeps them until they are taken', () => {
  const queue = new EventQueue(10);
  queue.add(eventsFrom(1, 5));
  expect(numbersOf(queue.next(2))).toEqual([1, 2]);
  queue.gaveBack();
  expect(numbersOf(queue.next(2))).toEqual([1, 2]);
  queue.took();
  expect(numbersOf(queue.next(10))).toEqual([3, 4, 5]);
  queue.took();
  expect([queue.size, queue.lost]).toEqual([0, 0]);
});

it('lets the oldest go when too many wait, and counts them', () => {
  const queue = new EventQueue(3);
  queue.add(eventsFrom(1, 2));
  queue.add(eventsFrom(3, 5));
  expect([queue.size, queue.lost]).toEqual([3, 2]);
  expect(numbersOf(queue.next(3))).toEqual([3, 4, 5]);
});

it('does not count as lost what is being sent', () => {
  const queue = new EventQueue(3);
  queue.add(eventsFrom(1, 3));
  queue.next(2);
  queue.add(eventsFrom(4, 6));
  expect([queue.size, queue.lost]).toEqual([3, 3]);
  queue.took();
  expect(numbersOf(queue.next(3))).toEqual([6]);
});

it('keeps what is being sent even when more comes at once than it holds', () => {
  const queue = new EventQueue(2);
  queue.add(eventsFrom(1, 2));
  queue.next(2);
  queue.add(eventsFrom(3, 9));
  expect([queue.size, queue.lost]).toEqual([2, 7]);
  queue.gaveBack();
  expect(numbersOf(queue.next(5))).toEqual([1, 2]);
});
