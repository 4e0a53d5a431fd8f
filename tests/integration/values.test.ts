import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLab, type TestLab } from '../testlab/testLab.ts';
import { startProxy, until, type ProxyProcess } from '../support/proxyProcess.ts';

const SHELLS = { 'dev-master': 'dash', 'dev-worker1': 'bash', 'staging-master': 'busybox' } as const;

const BASH = '/usr/bin/bash';

let lab: TestLab;
let proxy: ProxyProcess;
beforeAll(async () => {
  lab = await openTestLab({
    count: 3,
    names: Object.keys(SHELLS),
    guests: {
      // Without bash in the guest, the channel runs the guest's sh.
      'dev-master': { sh: 'dash', loginShell: '/bin/sh', without: [BASH] },
      'dev-worker1': { sh: 'bash', sudo: 'refused' },
      'staging-master': { sh: 'busybox', loginShell: '/bin/sh', sudo: 'missing', without: [BASH, '/usr/bin/ss'] },
    },
  });
  proxy = await startProxy(lab, join(lab.dir, 'proxy'));
  await until(
    async () => (await proxy.health()).vms.up === 3 || undefined,
    20_000,
    () => proxy.log(),
  );
});
afterAll(async () => {
  await proxy.stop();
  await lab.close();
});

/** The newest value of a metric's series, by the VM and one more label. */
async function latest(metric: string, vm: string, labels: Record<string, string> = {}): Promise<number> {
  return until(
    async () => {
      const { frames } = await proxy.query({ kind: 'metric', metric, vms: [vm] }, 20);
      const frame = frames.find(({ schema }) =>
        Object.entries(labels).every(([name, value]) => schema.fields[1]?.labels?.[name] === value),
      );
      const values = (frame?.data.values[1] ?? []).filter((value): value is number => typeof value === 'number');
      return values.at(-1);
    },
    15_000,
    () => `${metric} of ${vm}`,
  );
}

const within = (actual: number, expected: number, ratio: number, what: string): void => {
  expect(Math.abs(actual - expected), `${what}: ${actual} against ${expected}`).toBeLessThanOrEqual(Math.abs(expected) * ratio);
};

describe.each(Object.entries(SHELLS))('%s, whose sh is %s', (vm) => {
  it('has the memory that free shows: total exactly, available within 3 %', async () => {
    const row = (await lab.guest(vm).run(['free', '-b'])).split('\n')[1]?.trim().split(/\s+/).map(Number) ?? [];
    const [, total = 0, , , , , available = 0] = row;
    expect(await latest('tart_vm_memory_total_bytes', vm)).toBe(total);
    within(await latest('tart_vm_memory_available_bytes', vm), available, 0.03, 'available');
    within(await latest('tart_vm_memory_used_bytes', vm), total - available, 0.15, 'used');
  });

  it('has the filesystems that df shows: size exactly, used within 1 %', async () => {
    const text = await lab.guest(vm).run(['df', '-P', '-k', '/']);
    const [, size = 0, used = 0, available = 0] = text.split('\n')[1]?.trim().split(/\s+/).map(Number) ?? [];
    const root = { mountpoint: '/' };
    expect(await latest('tart_vm_filesystem_size_bytes', vm, root)).toBe(size * 1024);
    within(await latest('tart_vm_filesystem_used_bytes', vm, root), used * 1024, 0.01, 'used');
    within(await latest('tart_vm_filesystem_used_ratio', vm, root), used / (used + available), 0.02, 'used ratio');
  });

  it('has the uptime of /proc/uptime within 3 s, and the load of /proc/loadavg', async () => {
    const uptime = Number((await lab.guest(vm).run(['cat', '/proc/uptime'])).split(' ')[0]);
    expect(Math.abs((await latest('tart_vm_uptime_seconds', vm)) - uptime)).toBeLessThan(3);
    const load = Number((await lab.guest(vm).run(['cat', '/proc/loadavg'])).split(' ')[0]);
    expect(Math.abs((await latest('tart_vm_load1', vm)) - load)).toBeLessThan(0.5);
  });

  it('has a clock that agrees with ours within 0.2 s, as it is the same one', async () => {
    expect(Math.abs(await latest('tart_vm_clock_offset_seconds', vm))).toBeLessThan(0.2);
  });
});

describe('ports', () => {
  it('are those that ss shows in the guest, with the process where root may look', async () => {
    const shown = (await lab.guest('dev-master').run(['ss', '-H', '-tln'])).trim().split('\n');
    const expected = shown.map((line) => Number(/:(\d+)$/.exec(line.trim().split(/\s+/)[3] ?? '')?.[1])).sort((a, b) => a - b);
    const rows = await until(async () => {
      const found = (await proxy.table('ports', { vms: ['dev-master'] })).filter((row) => row['protocol'] === 'tcp');
      return found.length > 0 ? found : undefined;
    }, 10_000);
    expect(rows.map((row) => Number(row['port'])).sort((a, b) => a - b)).toEqual(expected);
    expect(rows[0]).toMatchObject({ port: 22, process: 'sshd' });
  });

  it('have no process name, not a wrong one, where sudo is refused', async () => {
    const rows = await until(async () => {
      const found = await proxy.table('ports', { vms: ['dev-worker1'] });
      return found.length > 0 ? found : undefined;
    }, 10_000);
    expect(rows[0]).toMatchObject({ port: 22, process: null });
  });

  it('are the only section that a guest without ss loses, and its row says so', async () => {
    const vm = await until(async () => {
      const found = await proxy.vm('staging-master');
      return found.problems.length > 0 ? found : undefined;
    }, 10_000);
    expect(vm.up).toBe(true);
    expect(new Set(vm.problems.map((problem) => problem.kind))).toEqual(new Set(['section_failed']));
    expect(vm.problems.map((problem) => problem.section).sort()).toEqual(['ports']);
    expect(vm.metrics['tart_vm_memory_used_ratio']).toBeGreaterThan(0);
  });
});

describe('a load of known size', () => {
  it('of 60 MB over the network is seen in the receive rate, within 10 %', async () => {
    const bytes = 60_000_000;
    const guest = lab.guest('dev-master');
    const before = await latest('tart_vm_network_receive_bytes_per_second', 'dev-master');
    expect(before).toBeLessThan(1_000_000);
    const startedMs = Date.now();
    // The guest listens; its neighbour sends, so that the bytes cross the guest's own device.
    const listening = guest.run(['sh', '-c', 'nc -l -p 5001 > /dev/null']);
    await until(async () => ((await guest.run(['ss', '-H', '-tln'])).includes(':5001') ? true : undefined), 5000);
    await lab.guest('dev-worker1').run(['sh', '-c', `head -c ${bytes} /dev/zero | nc -q 1 ${guest.address} 5001`]);
    await listening;
    const received = await until(
      async () => {
        const seconds = Math.ceil((Date.now() - startedMs) / 1000) + 2;
        const { frames } = await proxy.query(
          { kind: 'metric', metric: 'tart_vm_network_receive_bytes_per_second', vms: ['dev-master'] },
          seconds,
        );
        const values = (frames[0]?.data.values[1] ?? []).filter((value): value is number => typeof value === 'number');
        const sum = values.reduce((total, perSecond) => total + perSecond, 0); // one value a second
        return sum > bytes * 0.9 ? sum : undefined;
      },
      10_000,
      () => 'less than 90 % of the bytes were seen',
    );
    within(received, bytes, 0.1, 'bytes received');
  });

  it('of one busy CPU is seen in the busy ratio', async () => {
    const cpus = Number((await lab.guest('dev-master').run(['nproc'])).trim());
    const before = await latest('tart_vm_cpu_busy_ratio', 'dev-master');
    const load = lab
      .guest('dev-master')
      .run(['timeout', '6', 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1M'])
      .catch(() => 'ended by timeout');
    const busy = await until(
      async () => {
        const value = await latest('tart_vm_cpu_busy_ratio', 'dev-master');
        return value >= 0.9 / cpus && value >= before ? value : undefined;
      },
      8000,
      () => `busy stayed under ${0.9 / cpus}`,
    );
    await load;
    expect(busy).toBeLessThanOrEqual(1);
  });
});
