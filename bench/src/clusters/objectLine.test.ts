import { describe, expect, it } from 'vitest';
import { countDifferences, podLine } from './objectLine.ts';

const a = podLine('alpha', 'team-00', 'a', 'Running', 0);
const b = podLine('alpha', 'team-00', 'b', 'Running', 0);

describe('countDifferences', () => {
  it('finds none whatever the order', () => expect(countDifferences([a, b], [b, a])).toBe(0));
  it('counts what is missing and what is left over', () => {
    expect(countDifferences([a, b], [a])).toBe(1);
    expect(countDifferences([a], [a, b])).toBe(1);
  });
  it('counts an object that is shown twice', () => expect(countDifferences([a], [a, a])).toBe(1));
  it('counts one that differs on both sides', () => {
    expect(countDifferences([a], [podLine('alpha', 'team-00', 'a', 'Running', 1)])).toBe(2);
  });
});
