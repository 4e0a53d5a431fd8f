import { describe, expect, it } from 'vitest';
import { parseMemory, readMemory } from './memory.ts';

describe('parseMemory', () => {
  it('reads KiB as bytes', () => {
    const status = 'Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t     300 kB\nVmRSS:\t     200 kB\nThreads:\t11\n';
    expect(parseMemory(status)).toEqual({ residentBytes: 204_800, highestBytes: 307_200 });
  });

  it('is null for a process without memory of its own', () => {
    expect(parseMemory('Name:\tkthreadd\n')).toBeNull();
  });
});

describe.skipIf(process.platform !== 'linux')('readMemory', () => {
  it('finds this process between 10 MB and 10 GB, and nothing for one that is gone', () => {
    const { residentBytes } = readMemory([process.pid, 2 ** 22 + 1]);
    expect(residentBytes).toBeGreaterThan(10e6);
    expect(residentBytes).toBeLessThan(10e9);
  });
});
