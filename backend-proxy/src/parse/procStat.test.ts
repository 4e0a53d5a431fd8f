import { describe, expect, it } from 'vitest';
import { parseProcStat, parseProcStatMore } from './procStat.ts';

const TAIL = 'intr 5 0 0 1\nctxt 10\nbtime 1760000000\nprocesses 20\nprocs_running 2\nprocs_blocked 0\nsoftirq 3 1 2\n';

describe('parseProcStat', () => {
  it('reads eight modes per CPU and leaves the sum line and the guest columns out', () => {
    const stat = parseProcStat(`cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 1 2 3 4 5 6 7 8 1 0\ncpu12 1 1 1 1 1 1 1 1 0 0\n${TAIL}`);
    expect(stat).toMatchObject({
      value: {
        cpus: [
          { cpu: '0', ticks: { user: 1, nice: 2, system: 3, idle: 4, iowait: 5, irq: 6, softirq: 7, steal: 8 } },
          { cpu: '12', ticks: { user: 1 } },
        ],
        contextSwitches: 10,
        forks: 20,
        bootTimeSeconds: 1_760_000_000,
        procsRunning: 2,
        procsBlocked: 0,
      },
    });
  });
  it('reads a line with a thousand interrupts', () => {
    expect(parseProcStat(`cpu0 1 2 3 4 5 6 7 8\nintr 1${' 0'.repeat(1000)}\n${TAIL}`).ok).toBe(true);
  });
  it('fails with a CPU line that has too few counters', () => {
    expect(parseProcStat(`cpu0 1 2 3 4 5 6 7\n${TAIL}`)).toEqual({
      ok: false,
      error: { format: '/proc/stat', line: 'cpu0 1 2 3 4 5 6 7' },
    });
  });
  it('fails with the name of a missing line', () => {
    expect(parseProcStat(`cpu0 1 2 3 4 5 6 7 8\n${TAIL.replace('btime', 'btimes')}`)).toMatchObject({ error: { line: 'btime' } });
  });
  it('fails without a CPU', () => {
    expect(parseProcStat(TAIL)).toMatchObject({ error: { line: 'cpu0' } });
  });
});

describe('parseProcStatMore', () => {
  it('reads ticks in guests and the sum of interrupts', () => {
    expect(parseProcStatMore('cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 1 2 3 4 5 6 7 8 11 12\nintr 521 0 3\n')).toEqual({
      guests: [{ cpu: '0', user: 11, nice: 12 }],
      interrupts: 521,
    });
  });
  it('has none where the kernel tells none', () => {
    expect(parseProcStatMore('cpu0 1 2 3 4 5 6 7 8\n')).toEqual({ guests: [], interrupts: null });
  });
});
