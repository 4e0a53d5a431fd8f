import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pulse } from './pulse.ts';

let ticks: number[];
let pulse: Pulse;
let tickMs: number;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  ticks = [];
  tickMs = 0;
  pulse = new Pulse(5000, Date.now, async () => {
    ticks.push(Date.now());
    if (tickMs > 0) await new Promise((resolve) => setTimeout(resolve, tickMs));
  });
  pulse.start();
});
afterEach(() => {
  pulse.stop();
  vi.useRealTimers();
});
const arriveAt = async (atMs: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(atMs - Date.now());
  pulse.quicken();
};

it('ticks shortly after the first arrivals of a cycle, once', async () => {
  for (const atMs of [1000, 1100, 1240, 6000, 6050]) await arriveAt(atMs);
  await vi.advanceTimersByTimeAsync(500);
  expect(ticks).toEqual([1250, 6250]);
});

it('ticks once a cycle where samples come all the time', async () => {
  for (let atMs = 0; atMs < 20_000; atMs += 50) await arriveAt(atMs);
  expect(ticks).toEqual([250, 4750, 9250, 13_750, 18_250]);
});

it('ticks also when nothing comes, as that is a gap', async () => {
  await vi.advanceTimersByTimeAsync(17_000);
  expect(ticks).toEqual([5000, 11_000, 17_000]);
});

it('never overlaps two ticks, and forgets no arrival during one', async () => {
  tickMs = 7000;
  await arriveAt(0);
  await arriveAt(3000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(ticks).toEqual([250, 7500]);
});

it('rests after stop, and begins again', async () => {
  pulse.stop();
  pulse.quicken();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(ticks).toEqual([]);
  pulse.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(ticks).toEqual([25_000]);
});
