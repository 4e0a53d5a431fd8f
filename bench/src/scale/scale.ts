import { startLab } from '../lab/startLab.ts';
import { openCpuAccount } from '../measure/cpuAccount.ts';
import { toSpread } from '../measure/percentile.ts';
import { buildBundle } from '../proxy/buildBundle.ts';
import { startProxy } from '../proxy/startProxy.ts';
import { idle, measureWindow } from '../proxy/window.ts';
import { toBudget } from '../report/budget.ts';
import type { Cell, SectionReport } from '../report/section.ts';
import { Owner } from '../run/owner.ts';

const SIZES = [100, 1000];
const SETTLE_MS = 15_000;

/** The whole proxy on larger labs, the simulator beside it on the same CPUs. */
export async function scale(owner: Owner, quick: boolean): Promise<SectionReport> {
  const bundle = await buildBundle(owner);
  const rows: Record<string, Cell>[] = [];
  for (const vms of SIZES) {
    const one = new Owner();
    owner.own(() => one.stop());
    rows.push(await measureSize(one, bundle, vms, quick ? 20 : 60));
    await one.stop();
  }
  const thousand = (key: string): number | null => {
    const cell = rows.find(({ vms }) => vms === 1000)?.[key];
    return typeof cell === 'number' ? cell : null;
  };
  return {
    section: 'scale',
    tables: [
      {
        title: `Every VM every 5 s, ${quick ? 20 : 60} s each, on CPUs shared with the simulator`,
        columns: [
          { key: 'vms', title: 'VMs', unit: 'count' },
          { key: 'up', title: 'start to all up', unit: 'seconds' },
          { key: 'frames', title: 'frames', unit: 'count' },
          { key: 'skipped', title: 'cycles skipped', unit: 'count' },
          { key: 'p50', title: 'cycle p50', unit: 'ms' },
          { key: 'p99', title: 'p99', unit: 'ms' },
          { key: 'cpu', title: 'proxy CPU/min', unit: 'cpuSeconds' },
          { key: 'sample', title: 'CPU/frame', unit: 'cpuMs' },
          { key: 'memory', title: 'memory', unit: 'megabytes' },
          { key: 'simulator', title: 'simulator CPU/min', unit: 'cpuSeconds' },
        ],
        rows,
        notes: [
          'A cycle is one VM asked, answered, parsed and kept. CPU of the proxy includes tart and the history. Not all up within 180 s is a dash.',
        ],
      },
    ],
    budgets: [
      toBudget('1,000 VMs: cycles skipped', thousand('skipped'), 0, 'cycles'),
      toBudget('1,000 VMs: cycle p99', thousand('p99'), 1000, 'ms'),
      toBudget('1,000 VMs: CPU a frame', thousand('sample'), 0.3, 'ms'),
      toBudget('1,000 VMs: memory', thousand('memory'), 300, 'MB'),
    ],
    skipped: [],
  };
}

async function measureSize(owner: Owner, bundle: string, vms: number, seconds: number): Promise<Record<string, Cell>> {
  const lab = await startLab(owner, vms, 0);
  const simulator = openCpuAccount(`lab-${vms}`, [lab.pid]);
  owner.own(() => simulator.close());
  const proxy = await startProxy(owner, bundle, lab.configFile, vms, 180_000);
  await idle(SETTLE_MS);
  const simulatorBefore = simulator.seconds();
  const window = await measureWindow(proxy, () => idle(seconds * 1000));
  const { p50, p99 } = toSpread(window.cadence.frameMs);
  const { frames, skipped } = window.cadence;
  // A VM without a single frame in the window has no gap between frames to be found by.
  const silent = (vms - window.cadence.vms) * Math.floor(seconds / 5);
  return {
    vms,
    up: toSeconds(proxy.toAllUpMs),
    frames,
    skipped: skipped + silent,
    p50,
    p99,
    cpu: (window.cpuSeconds / window.lastedSeconds) * 60,
    sample: (window.cpuSeconds / frames) * 1000,
    memory: window.residentBytes / 1e6,
    simulator: ((simulator.seconds() - simulatorBefore) / window.lastedSeconds) * 60,
  };
}

const toSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
