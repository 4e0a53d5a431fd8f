import { expect, it } from 'vitest';
import { RING_SIZE, Ring } from './ring.ts';

it('keeps the newest entries under the numbers that they got', () => {
  const ring = new Ring();
  for (let atMs = 0; atMs < RING_SIZE + 5; atMs++) ring.push({ atMs });
  expect(ring).toMatchObject({ oldest: 5, next: RING_SIZE + 5, length: RING_SIZE });
  expect(ring.at(4)).toBeUndefined();
  expect(ring.at(5)?.atMs).toBe(5);
  expect(ring.at(RING_SIZE + 4)?.atMs).toBe(RING_SIZE + 4);
  expect(ring.at(RING_SIZE + 5)).toBeUndefined();
});
