import { startLab } from '../lab/startLab.ts';
import { toSpread } from '../measure/percentile.ts';
import { toBudget } from '../report/budget.ts';
import type { SectionReport } from '../report/section.ts';
import type { Owner } from '../run/owner.ts';
import { buildBundle } from './buildBundle.ts';
import { refreshPanels } from './panels.ts';
import { sentBytesTo } from './sentBytes.ts';
import { startProxy } from './startProxy.ts';
import { idle, measureWindow, type Window } from './window.ts';

const VMS = 10;
const SETTLE_MS = 10_000;

/** The whole proxy on the reference lab: what it costs alone and under a dashboard of 50 panels. */
export async function proxy(owner: Owner, quick: boolean): Promise<SectionReport> {
  const seconds = quick ? 15 : 60;
  const bundle = await buildBundle(owner);
  const lab = await startLab(owner, VMS);
  const running = await startProxy(owner, bundle, lab.configFile, VMS, 30_000);
  await idle(SETTLE_MS);

  const sent = [sentBytesTo(lab.sshPort)];
  const quiet = await measureWindow(running, () => idle(seconds * 1000));
  sent.push(sentBytesTo(lab.sshPort));
  let latenciesMs: number[] = [];
  const busy = await measureWindow(running, async () => {
    latenciesMs = await refreshPanels(running.client, seconds / 5);
  });
  sent.push(sentBytesTo(lab.sshPort));

  const { p50, p99 } = toSpread(latenciesMs);
  const row = (what: string, window: Window, i: number) => ({
    what,
    cpu: (window.cpuSeconds / window.lastedSeconds) * 60,
    own: (window.ownCpuSeconds / window.lastedSeconds) * 60,
    memory: window.residentBytes / 1e6,
    frames: window.cadence.frames,
    skipped: window.cadence.skipped,
    extra: window.cadence.extra,
    sent: toRate(sent[i], sent[i + 1], window.lastedSeconds),
  });
  const rows = [row('alone', quiet, 0), { ...row('50 panels every 5 s', busy, 1), p50, p99 }];
  return {
    section: 'proxy',
    tables: [
      {
        title: `The whole proxy on the reference lab (10 simulated VMs), ${seconds} s each`,
        columns: [
          { key: 'what', title: '', unit: 'text' },
          { key: 'cpu', title: 'CPU/min', unit: 'cpuSeconds' },
          { key: 'own', title: 'of it the process', unit: 'cpuSeconds' },
          { key: 'memory', title: 'memory', unit: 'megabytes' },
          { key: 'frames', title: 'frames', unit: 'count' },
          { key: 'skipped', title: 'skipped', unit: 'count' },
          { key: 'extra', title: 'extra', unit: 'count' },
          { key: 'sent', title: 'bytes to guests/s', unit: 'count' },
          { key: 'p50', title: 'query p50', unit: 'ms' },
          { key: 'p99', title: 'p99', unit: 'ms' },
        ],
        rows,
        notes: [
          `CPU: ${running.account.how}; the rest beside the process itself is the tart command, a shell script here.`,
          'Frames come from what the proxy kept, bytes from the kernel.',
        ],
      },
    ],
    budgets: [
      toBudget('proxy CPU, one minute, all included', rows[0]?.cpu ?? null, 0.5, 's'),
      toBudget('memory', Math.max(quiet.residentBytes, busy.residentBytes) / 1e6, 120, 'MB'),
      toBudget('start to first data', toSeconds(running.toFirstUpMs), 3, 's'),
      toBudget('start until all 10 VMs had answered', toSeconds(running.toAllUpMs), 3, 's'),
      toBudget('extra reads with 50 panels', busy.cadence.extra, 0, 'reads'),
    ],
    skipped: [],
  };
}

function toRate(before: number | null | undefined, after: number | null | undefined, seconds: number): number | null {
  return typeof before === 'number' && typeof after === 'number' ? (after - before) / seconds : null;
}

const toSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
