import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { integralOf, makeWave, smoothedOf, valueOf } from './wave.ts';

const wave = makeWave(new Random('test'), 0.4, 0.3, 0.5);
const times = Array.from({ length: 400 }, (_, index) => 6_000_000 + index * 217.3);

describe('a wave', () => {
  it('has an integral whose slope is its value', () => {
    for (const at of times) {
      const slope = (integralOf(wave, at + 0.05) - integralOf(wave, at - 0.05)) / 0.1;
      expect(slope).toBeCloseTo(valueOf(wave, at), 3);
    }
  });

  it('never falls to zero, so that its counter never goes back', () => {
    const wild = makeWave(new Random('wild'), 10, 2, 3);
    for (const at of times) expect(valueOf(wild, at)).toBeGreaterThan(0);
  });

  it('moves less the longer it is smoothed', () => {
    const spread = (tau: number): number => {
      const values = times.map((at) => smoothedOf(wave, at, tau));
      return Math.max(...values) - Math.min(...values);
    };
    expect(spread(900)).toBeLessThan(spread(60));
    expect(spread(60)).toBeLessThan(spread(0.001));
  });

  it('is busier in the afternoon than at night', () => {
    const hour = (at: number): number => integralOf(wave, at * 3600 + 3600) - integralOf(wave, at * 3600);
    expect(hour(14)).toBeGreaterThan(hour(3));
  });
});
