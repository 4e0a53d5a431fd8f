import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../testlab/command.ts';
import { openTestLab, REFERENCE_NAMES, type TestLab } from '../testlab/testLab.ts';
import { PROGRAM, startProxy, until, type ProxyProcess } from '../support/proxyProcess.ts';

let lab: TestLab;
let proxy: ProxyProcess;
beforeAll(async () => {
  lab = await openTestLab();
  proxy = await startProxy(lab, join(lab.dir, 'proxy'));
  await until(
    async () => (await proxy.health()).vms.up === 10 || undefined,
    20_000,
    () => proxy.log(),
  );
});
afterAll(async () => {
  await proxy.stop();
  await lab.close();
});

const VICTIM = 'dev-worker1';
/** Long enough to hold several cycles of the others. */
const SHORTEST_MS = 4000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isUp = async (up: boolean) => ((await proxy.vm(VICTIM)).up === up ? true : undefined);
const problemKind = async () => (await proxy.vm(VICTIM)).problems[0]?.kind;

/** Waits until the victim shows one of these causes, with a next step. */
async function untilCause(...kinds: string[]) {
  return until(
    async () => (await proxy.vm(VICTIM)).problems.find((problem) => kinds.includes(problem.kind) && problem.advice !== ''),
    15_000,
    async () => JSON.stringify((await proxy.vm(VICTIM)).problems),
  );
}

/** Runs a fault and its end; the nine others must have a value for every second of it. */
async function whileOthersGoOn(fault: () => Promise<void>): Promise<void> {
  const startedMs = Date.now();
  await fault();
  await pause(Math.max(0, startedMs + SHORTEST_MS - Date.now()));
  const seconds = Math.floor((Date.now() - startedMs) / 1000);
  const others = REFERENCE_NAMES.filter((name) => name !== VICTIM);
  const { frames } = await proxy.query({ kind: 'metric', metric: 'tart_vm_uptime_seconds', vms: others }, seconds);
  expect(frames.map((frame) => frame.schema.fields[1]?.labels?.['vm']).sort()).toEqual([...others].sort());
  for (const frame of frames) {
    const values = frame.data.values[1] ?? [];
    expect(
      values.filter((value) => value === null),
      `gaps of ${frame.schema.fields[1]?.labels?.['vm']}`,
    ).toEqual([]);
    expect(values.length).toBeGreaterThanOrEqual(seconds - 2);
  }
}

describe('one of ten guests', () => {
  it('stopped: named as not running, its series ends, and it is read again when it runs', async () => {
    await whileOthersGoOn(async () => {
      await lab.guest(VICTIM).stopSshd();
      await lab.tart.set(VICTIM, { state: 'stopped', address: null });
      await until(async () => (await proxy.vm(VICTIM)).state === 'stopped' || undefined, 10_000);
      expect(await proxy.vm(VICTIM)).toMatchObject({ up: false, metrics: {} });
      const { frames } = await proxy.query({ kind: 'metric', metric: 'tart_vm_cpu_busy_ratio', vms: [VICTIM] });
      expect(JSON.stringify(frames[0]?.schema.meta?.notices)).toContain(`Not running: ${VICTIM} (stopped)`);
      await lab.guest(VICTIM).startSshd();
      await lab.tart.set(VICTIM, { state: 'running', address: lab.guest(VICTIM).address });
      await until(() => isUp(true), 15_000);
    });
    const events = await proxy.query({ kind: 'events', vms: [VICTIM] });
    const texts = events.frames[0]?.data.values.flat().filter((value) => typeof value === 'string') ?? [];
    expect(texts.join('\n')).toMatch(/stopped[\s\S]*started|started[\s\S]*stopped/);
  });

  it('hung: its frame times out, and it is read again when it goes on', async () => {
    await whileOthersGoOn(async () => {
      await lab.guest(VICTIM).freeze();
      const cause = await untilCause('frame_timed_out', 'connect_timed_out');
      expect(cause.target).toBe(VICTIM);
      await lab.guest(VICTIM).thaw();
      await until(() => isUp(true), 25_000, problemKind);
    });
  });

  it('cut in the middle and sshd restarted: back without a restart of the proxy', async () => {
    await whileOthersGoOn(async () => {
      await lab.guest(VICTIM).stopSshd();
      await untilCause('connection_refused', 'connection_lost');
      await lab.guest(VICTIM).startSshd();
      await until(() => isUp(true), 15_000, problemKind);
    });
  });

  it('with another password: named, and tried once, not again and again', async () => {
    await whileOthersGoOn(async () => {
      await lab.guest(VICTIM).changePassword('another');
      await lab.guest(VICTIM).cutConnections();
      const cause = await untilCause('ssh_auth_failed');
      expect(cause.detail).not.toContain('another');
      const failures = async () => [...(await lab.guest(VICTIM).sshdLog()).matchAll(/Failed password/g)].length;
      const before = await failures();
      await pause(4000);
      expect(await failures()).toBe(before);
      await lab.guest(VICTIM).changePassword('admin');
    });
  });

  it('at another address: found by the inventory, with an event', async () => {
    // The new address is a new target: it also ends the wait after the refused password.
    await whileOthersGoOn(async () => {
      await lab.guest(VICTIM).changeAddress('192.168.64.77');
      await lab.tart.set(VICTIM, { address: '192.168.64.77' });
      await until(
        async () => ((await proxy.vm(VICTIM)).up && (await proxy.vm(VICTIM)).address === '192.168.64.77') || undefined,
        20_000,
        problemKind,
      );
    });
    const events = await proxy.query({ kind: 'events', kinds: ['address_changed'] });
    expect(JSON.stringify(events.frames[0]?.data.values)).toContain('192.168.64.77');
  });

  it('with another host key: refused with the command that trusts it', async () => {
    await whileOthersGoOn(async () => {
      await lab.guest(VICTIM).replaceHostKey();
      const cause = await untilCause('host_key_changed');
      expect(cause.advice).toContain(`tart-lab trust ${VICTIM}`);
    });
    expect((await proxy.vm(VICTIM)).up).toBe(false);
  });

  it('is shown beside nine that are up, with the reason in the problems table', async () => {
    const { vms } = await proxy.health();
    expect(vms).toMatchObject({ up: 9, total: 10 });
    const rows = await proxy.table('problems');
    expect(JSON.stringify(rows)).toContain('host_key_changed');
  });

  it('is read again, without a restart, once its new key is trusted by the command', async () => {
    const trusted = await command([process.execPath, PROGRAM, 'trust', VICTIM], undefined, proxy.env);
    expect(trusted).toMatch(/trusted ssh-ed25519 SHA256:/);
    await until(() => isUp(true), 15_000, problemKind);
  });
});
