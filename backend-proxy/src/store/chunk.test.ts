import { expect, it } from 'vitest';
import { decodeTimes, decodeValues, encodeTimes, encodeValues } from './chunk.ts';

const values = Float64Array.of(0, -0, 1, 1 / 3, 2 ** 53, -1.5e-300, Number.MAX_VALUE, 4096, 4096, 0.1, 5e-324);

it('gives back every bit of a value', () => {
  expect(decodeValues(encodeValues(values), values.length)).toEqual(values);
});
it('packs a constant run in nine bytes', () => {
  const flat = new Float64Array(60).fill(17_179_869_184);
  expect(encodeValues(flat)).toHaveLength(9);
  expect(decodeValues(encodeValues(flat), 60)).toEqual(flat);
});
it('gives back times, also uneven ones and a long pause', () => {
  const times = Float64Array.of(1000, 6003, 10_998, 16_000, 599_000, 599_001);
  expect(decodeTimes(encodeTimes(times, 1000), 1000, times.length)).toEqual(times);
});
it('packs a steady period in a byte a point', () => {
  const times = Float64Array.from({ length: 60 }, (_, i) => 1_700_000_000_000 + i * 5000 + (i % 3));
  expect(encodeTimes(times, 1_700_000_000_000).length).toBeLessThanOrEqual(62);
});
it('refuses bytes that were cut', () => {
  const packed = encodeValues(values);
  expect(decodeValues(packed.slice(0, -1), values.length)).toBeNull();
  expect(decodeValues(packed, values.length + 1)).toBeNull();
  expect(decodeTimes(encodeTimes([1, 2, 300_000], 0).slice(0, -1), 0, 3)).toBeNull();
  expect(decodeTimes(Uint8Array.of(), 0, 1)).toBeNull();
});
