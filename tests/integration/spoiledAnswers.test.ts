import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/src/openLab.ts';
import { until, type ProxyProcess } from '../support/proxyProcess.ts';
import { openLabWithProxy, type LabWithProxy } from '../support/simulatedLab.ts';

const VICTIM = 'prod-worker1';

let lab: Lab;
let proxy: ProxyProcess;
let opened: LabWithProxy;
beforeAll(async () => {
  opened = await openLabWithProxy();
  ({ lab, proxy } = opened);
});
afterAll(() => opened.close());

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
