import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseProcessTimes, readProcessTimes } from './procStat.ts';

const LINE =
  '812 (tmux: server (1)) S 1 812 812 0 -1 4194368 1017 8876 0 2 150 50 300 25 20 0 1 0 5153 11833344 1152 18446744073709551615 1 1 0 0 0 0';

describe('parseProcessTimes', () => {
  it('counts fields behind a name with spaces and parentheses', () => {
    expect(parseProcessTimes(LINE)).toEqual({ pid: 812, parent: 1, ownSeconds: 2, endedSeconds: 3.25 });
  });

  it('is null for what is no such line', () => {
    expect(parseProcessTimes('')).toBeNull();
    expect(parseProcessTimes('812 (sh) S 1')).toBeNull();
  });
});

describe.skipIf(process.platform !== 'linux')('readProcessTimes', () => {
  it('agrees with what this process says of itself', () => {
    const untilMs = Date.now() + 60;
    while (Date.now() < untilMs) Math.sqrt(untilMs);
    const { user, system } = process.cpuUsage();
    expect(readProcessTimes(process.pid)?.ownSeconds).toBeCloseTo((user + system) / 1e6, 1);
  });

  it('is null for a process that has ended', () => {
    expect(readProcessTimes(spawnSync('true').pid)).toBeNull();
  });
});
