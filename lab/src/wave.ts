import type { Random } from './random.ts';

/**
 * A value that moves with time: a mean and sines of a day, half a day and shorter, unrelated periods that look like noise.
 * Sines have closed forms for what counters and load averages need, so a guest that nobody asks costs nothing.
 */
export interface Wave {
  readonly mean: number;
  readonly terms: readonly { readonly amplitude: number; readonly perSecond: number; readonly phase: number }[];
}

const DAY_SECONDS = 86_400;
/** Longest and shortest period of the noise. */
const SLOW_SECONDS = 5400;
const FAST_SECONDS = 9;
const NOISE_TERMS = 7;
const TURN = 2 * Math.PI;

/** `daily` and `noise` are shares of the mean; together at most 0.95, so that the value stays positive and its counter never falls. */
export function makeWave(random: Random, mean: number, daily: number, noise: number): Wave {
  const scale = Math.min(1, 0.95 / Math.max(daily * 1.25 + noise, 1e-9));
  // Work peaks in the afternoon; each VM is early or late by up to an hour and a half.
  const peak = -14.5 / 24 + 0.25 + random.between(-0.06, 0.06);
  const terms = [
    { amplitude: mean * daily * scale, perSecond: 1 / DAY_SECONDS, phase: peak },
    { amplitude: mean * daily * 0.25 * scale, perSecond: 2 / DAY_SECONDS, phase: random.next() },
  ];
  for (let index = 0; index < NOISE_TERMS; index++) {
    const period = SLOW_SECONDS * (FAST_SECONDS / SLOW_SECONDS) ** ((index + random.next() * 0.8) / NOISE_TERMS);
    terms.push({ amplitude: (mean * noise * scale) / NOISE_TERMS, perSecond: 1 / period, phase: random.next() });
  }
  return { mean, terms };
}

/** The value at `seconds`. */
export function valueOf({ mean, terms }: Wave, seconds: number): number {
  let value = mean;
  for (const { amplitude, perSecond, phase } of terms) value += amplitude * Math.sin(turn(seconds * perSecond + phase));
  return value;
}

/** The integral from the epoch of the lab's clock to `seconds`, up to a constant: differences of it are what a counter gains. */
export function integralOf({ mean, terms }: Wave, seconds: number): number {
  let sum = mean * seconds;
  for (const { amplitude, perSecond, phase } of terms)
    sum -= (amplitude / (TURN * perSecond)) * Math.cos(turn(seconds * perSecond + phase));
  return sum;
}

/** What an exponential average with time constant `tau` seconds shows at `seconds`, as load averages do. */
export function smoothedOf({ mean, terms }: Wave, seconds: number, tau: number): number {
  let value = mean;
  for (const { amplitude, perSecond, phase } of terms) {
    const lag = TURN * perSecond * tau;
    value += (amplitude / Math.sqrt(1 + lag * lag)) * Math.sin(turn(seconds * perSecond + phase) - Math.atan(lag));
  }
  return value;
}

/** Turns to radians, reduced first: sines of huge numbers are slow and lose digits. */
function turn(turns: number): number {
  return (turns - Math.floor(turns)) * TURN;
}
