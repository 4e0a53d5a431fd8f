import { describe, expect, it } from 'vitest';
import { NOON_MS, guestNamed, runScript } from '../testing.ts';
import { CPU_MODES, busyRatio, cpuTicks, loadAverages } from './cpu.ts';
import { memoryOf } from './memory.ts';
import { deviceCountersOf } from './network.ts';

const EVERYTHING =
  'cat /proc/stat /proc/meminfo /proc/net/dev /proc/diskstats /proc/loadavg /proc/pressure/cpu /proc/net/tcp; df; ps aux; ss -tan';

describe('a guest', () => {
  it('says the same for the same seed and time, and something else for another seed', () => {
    expect(runScript(EVERYTHING, guestNamed('dev-worker1', 7))).toEqual(runScript(EVERYTHING, guestNamed('dev-worker1', 7)));
    expect(runScript(EVERYTHING, guestNamed('dev-worker1', 8)).out).not.toBe(runScript(EVERYTHING, guestNamed('dev-worker1', 7)).out);
  });

  it('counts CPU time that adds up to the time that passed, and never back', () => {
    const guest = guestNamed('platform-worker1');
    let before = cpuTicks(guest, NOON_MS);
    for (let step = 1; step <= 500; step++) {
      const now = cpuTicks(guest, NOON_MS + step * 5000);
      now.forEach((ticks, cpu) => {
        let sum = 0;
        for (const mode of CPU_MODES) {
          const gained = ticks[mode] - (before[cpu]?.[mode] ?? 0);
          expect(gained).toBeGreaterThanOrEqual(0);
          sum += gained;
        }
        expect(Math.abs(sum - 500)).toBeLessThan(9);
      });
      before = now;
    }
  });

  it('holds a load: CPU time, load average and the busy share follow', () => {
    const guest = guestNamed('dev-worker1');
    guest.conditions.heldLoads.push({ fromMs: NOON_MS, toMs: Infinity, busy: 0.9 });
    const idle = (atMs: number): number => cpuTicks(guest, atMs).reduce((sum, ticks) => sum + ticks.idle + ticks.iowait, 0);
    expect(1 - (idle(NOON_MS + 60_000) - idle(NOON_MS)) / 12_000).toBeCloseTo(0.9, 2);
    expect(busyRatio(guest, NOON_MS + 1)).toBe(0.9);
    expect(loadAverages(guest, NOON_MS + 600_000)[0]).toBeGreaterThan(1.8);
    expect(loadAverages(guest, NOON_MS + 30_000)[2]).toBeLessThan(1.2);
  });

  it('begins its counters again at a reboot, with another boot id', () => {
    const guest = guestNamed('dev-worker1');
    const [before, bootId] = [deviceCountersOf(guest, NOON_MS), guest.bootId(NOON_MS)];
    guest.conditions.rebootedAtMs = NOON_MS;
    const after = deviceCountersOf(guest, NOON_MS + 10_000);
    expect(after[1]?.receiveBytes).toBeLessThan(before[1]?.receiveBytes ?? 0);
    expect(after[1]?.receiveBytes).toBeGreaterThan(0);
    expect(guest.bootId(NOON_MS + 10_000)).not.toBe(bootId);
    expect(runScript('cat /proc/uptime', guest, NOON_MS + 10_000).out).toMatch(/^10\.00 /);
  });

  it('has memory that adds up', () => {
    for (let hour = 0; hour < 48; hour++) {
      const memory = memoryOf(guestNamed('prod-master'), NOON_MS + hour * 3_600_000);
      expect(memory.free).toBeGreaterThan(0);
      expect(memory.available).toBeGreaterThanOrEqual(memory.free);
      expect(memory.available).toBeLessThan(memory.total);
    }
  });

  it('has one physical device, and the ports of its role', () => {
    expect(runScript("printf '%s\\n' /sys/class/net/*/device").out).toBe('/sys/class/net/enp0s1/device\n');
    const ports = runScript("ss -H -tln | tr -s ' ' | cut -d' ' -f4", guestNamed('dev-master')).out;
    for (const port of [6443, 2379, 10250, 10257, 10259]) expect(ports).toMatch(new RegExp(`:${port}\\n`));
    expect(runScript('ss -H -tln', guestNamed('dev-worker1')).out).toContain('*:30080');
    expect(runScript('ss -H -tln', guestNamed('prod-worker1')).out).not.toContain('*:30080');
  });

  it('loses ss, PSI and sudo by its conditions', () => {
    const guest = guestNamed('dev-worker1');
    Object.assign(guest.conditions, { hasSs: false, hasPressure: false, hasSudo: false });
    expect(runScript('ss -tln', guest)).toMatchObject({ err: 'sh: 1: ss: not found\n', status: 127 });
    expect(runScript('cat /proc/pressure/cpu', guest).status).toBe(1);
    expect(runScript('sudo -n true', guest)).toMatchObject({ err: 'sudo: a password is required\n', status: 1 });
  });
});
