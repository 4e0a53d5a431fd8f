import { describe, expect, it } from 'vitest';
import { descendants } from './processTree.ts';

const process = (pid: number, parent: number) => ({ pid, parent, ownSeconds: 1, endedSeconds: 0 });
const ALL = [process(1, 0), process(10, 1), process(11, 10), process(12, 11), process(20, 1), process(21, 20)];

describe('descendants', () => {
  it('finds children of children, and nobody else', () => {
    expect(descendants(ALL, [10]).map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });

  it('counts a process once when a root is below another', () => {
    expect(descendants(ALL, [10, 11]).map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });

  it('is empty when the root is gone', () => {
    expect(descendants(ALL, [99])).toEqual([]);
  });
});
