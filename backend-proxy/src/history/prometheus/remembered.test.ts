import { expect, it } from 'vitest';
import { Remembered } from './remembered.ts';

it('asks once for all who ask within half a minute, and again after', async () => {
  let nowMs = 0;
  let asked = 0;
  const remembered = new Remembered<number>(() => nowMs);
  const ask = (): Promise<number> =>
    remembered.of(
      'q',
      () => Promise.resolve(++asked),
      () => true,
    );
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  nowMs = 29_999;
  expect(await ask()).toBe(1);
  nowMs = 30_000;
  expect(await ask()).toBe(2);
});

it('forgets what is not worth keeping', async () => {
  let asked = 0;
  const remembered = new Remembered<number>(() => 0);
  const ask = (): Promise<number> =>
    remembered.of(
      'q',
      () => Promise.resolve(++asked),
      () => false,
    );
  expect(await ask()).toBe(1);
  expect(await ask()).toBe(2);
});
