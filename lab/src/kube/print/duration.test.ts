import { expect, it } from 'vitest';
import { ageOf, humanDuration } from './duration.ts';

it.each([
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [192, '3m12s'],
  [600, '10m'],
  [3 * 3600, '3h'],
  [3 * 3600 + 7 * 60, '3h7m'],
  [30 * 3600, '30h'],
  [50 * 3600, '2d2h'],
  [20 * 86_400, '20d'],
  [900 * 86_400, '2y170d'],
])('%d s is %s, as kubectl prints it', (seconds, text) => expect(humanDuration(seconds * 1000)).toBe(text));

it('has no age without a time, and none in the future', () => {
  expect(ageOf(undefined, 0)).toBe('<unknown>');
  expect(ageOf('1970-01-01T01:00:00Z', 0)).toBe('<invalid>');
});
