import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { openLab, type Lab } from '../../lab/src/openLab.ts';
import { openProcess, until, type ProxyProcess } from './support/proxyProcess.ts';

const VICTIM = 'prod-worker1';

let dir: string;
let lab: Lab;
let proxy: ProxyProcess;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-spoiled-'));
  lab = await openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 });
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const quick = { listen: '127.0.0.1:0', token: '${TART_LAB_TOKEN}', intervals: { guests: '1s', inventory: '1s' } };
  await writeFile(join(dir, 'tart-lab.yaml'), stringify(Object.assign({}, config, quick)));
  proxy = await openProcess(dir);
  await until(
    async () => (await proxy.health()).vms.up === 10 || undefined,
    20_000,
    () => proxy.log(),
  );
});
afterAll(async () => {
  await proxy.stop();
  await lab.close();
  await rm(dir, { recursive: true });
});

const victimKinds = async () => (await proxy.vm(VICTIM)).problems.map(({ kind }) => kind);
const allUp = async () => ((await proxy.health()).vms.up === 10 ? true : undefined);

describe('a guest whose answer is spoiled', () => {
  it.each([
    ['garbage', ['frame_garbled', 'frame_timed_out', 'section_unreadable']],
    ['flood', ['frame_too_large']],
    ['cut', ['connection_lost']],
  ])('by %s is a named problem, and is read again by itself', async (fault, kinds) => {
    await lab.fault(fault, VICTIM);
    const seen = await until(async () => (await victimKinds()).find((kind) => kinds.includes(kind)), 15_000, victimKinds);
    expect(kinds).toContain(seen);
    await until(allUp, 20_000, victimKinds);
  });

  it('is unreachable while it hangs, and the others go on', async () => {
    await lab.fault('hang', VICTIM);
    const eventsOfVictim = async () => JSON.stringify((await proxy.query({ kind: 'events', vms: [VICTIM] })).frames[0]?.data.values);
    await until(async () => (await eventsOfVictim()).includes('does not answer') || undefined, 20_000, victimKinds);
    expect((await proxy.health()).vms).toMatchObject({ up: 9, total: 10 });
    await lab.fault('clear', VICTIM);
    await until(allUp, 30_000, victimKinds);
    await until(async () => (await eventsOfVictim()).includes('answers again') || undefined, 10_000, eventsOfVictim);
  });

  it('keeps its series through a slow answer', async () => {
    await lab.fault('slow', VICTIM, '300');
    await until(
      async () => {
        const { metrics } = await proxy.vm(VICTIM);
        return (metrics['tart_vm_round_trip_seconds'] ?? 0) > 0.25 ? true : undefined;
      },
      10_000,
      () => 'no slow round trip',
    );
    expect((await proxy.vm(VICTIM)).up).toBe(true);
    await lab.fault('clear', VICTIM);
  });

  it('shows a gap, no negative rate and an event after a reboot', async () => {
    await lab.fault('reboot', VICTIM);
    await until(
      async () =>
        JSON.stringify((await proxy.query({ kind: 'events', kinds: ['vm_rebooted'] })).frames[0]?.data.values).includes(VICTIM) ||
        undefined,
      30_000,
    );
    await until(allUp, 20_000, victimKinds);
    const { frames } = await proxy.query({ kind: 'metric', metric: 'tart_vm_network_receive_bytes_per_second', vms: [VICTIM] });
    const values = (frames[0]?.data.values[1] ?? []).filter((value): value is number => typeof value === 'number');
    expect(values.length).toBeGreaterThan(0);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });
});
