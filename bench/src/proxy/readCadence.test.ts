import { describe, expect, it } from 'vitest';
import { toCadence } from './readCadence.ts';

const frames = (vm: string, ...atMs: number[]) => ({ vm, atMs, frameMs: atMs.map(() => 3) });

describe('toCadence', () => {
  it('finds nothing skipped or extra where each VM keeps its own beat, with some jitter', () => {
    const cadence = toCadence([frames('a', 0, 5010, 9990, 15_000), frames('b', 2300, 7350, 12_280)], 5000);
    expect(cadence).toMatchObject({ frames: 7, skipped: 0, extra: 0, vms: 2 });
    expect(cadence.frameMs).toHaveLength(7);
  });

  it('counts every cycle that a gap holds', () => {
    expect(toCadence([frames('a', 0, 5000, 20_000)], 5000).skipped).toBe(2);
  });

  it('counts a frame that came between two beats', () => {
    expect(toCadence([frames('a', 0, 2000, 5000)], 5000).extra).toBe(1);
  });
});
