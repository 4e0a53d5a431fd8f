// The process of one way of reading: does what the benchmark tells it, one message after the other.
import { setTimeout } from 'node:timers/promises';
import type { Guest } from './guest.ts';
import { type FromWay, ToWay } from './messages.ts';
import type { Way } from './way.ts';
import { WAYS } from './ways.ts';

const PERIOD_MS = 5000;
let guests: readonly Guest[] = [];
let way: Way | undefined;
let next = 0;
// Readings come faster here than every 5 s; the ways are told times that are 5 s apart, so that what is due is as in real life.
let virtualMs = Date.now();

async function timed(guest: Guest, atMs: number): Promise<number> {
  const startedMs = performance.now();
  await way?.read(guest, atMs);
  return performance.now() - startedMs;
}

/** One reading after the other, around the guests, until the time is over and there are enough of them. */
async function oneByOne(atLeast: number, forMs: number): Promise<number[]> {
  const readings: number[] = [];
  const untilMs = performance.now() + forMs;
  while (readings.length < atLeast || performance.now() < untilMs) {
    const guest = guests[next % guests.length];
    if (!guest) break;
    if (next++ % guests.length === 0) virtualMs += PERIOD_MS;
    readings.push(await timed(guest, virtualMs));
  }
  return readings;
}

async function obey(message: ToWay): Promise<number[]> {
  switch (message.do) {
    case 'open':
      guests = message.guests;
      way = WAYS[message.way]?.();
      if (!way) throw new Error(`there is no way ${message.way}`);
      await way.open(guests);
      virtualMs = Date.now(); // the first reading, with everything due, lies behind
      return [];
    case 'one by one':
      return oneByOne(message.atLeast, message.forMs);
    case 'all at once':
      virtualMs += PERIOD_MS;
      return Promise.all(guests.map((guest) => timed(guest, virtualMs)));
    case 'spread':
      virtualMs += PERIOD_MS;
      return Promise.all(
        guests.map(async (guest, i) => {
          await setTimeout((i / guests.length) * message.overMs);
          return timed(guest, virtualMs);
        }),
      );
    case 'close':
      await way?.close();
      return [];
  }
}

async function answer(message: ToWay): Promise<void> {
  const startedMs = performance.now();
  const say = (part: Partial<FromWay>) => process.send?.({ readingsMs: [], wholeMs: performance.now() - startedMs, ...part });
  try {
    say({ readingsMs: await obey(message) });
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
  if (message.do === 'close') process.disconnect();
}

process.on('message', (message) => void answer(ToWay.parse(message)));
process.on('disconnect', () => void way?.close().finally(() => process.exit()));
