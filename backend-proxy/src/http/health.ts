import type { Health } from '@tart-lab/contract/routes.ts';
import type { LabState } from '../live/labState.ts';
import type { History } from '../store/history.ts';

/** What the proxy is: its version, the Macs and clusters of its configuration, and what keeps its history. */
export interface HealthDeps {
  readonly lab: LabState;
  readonly history: Pick<History, 'stats' | 'state' | 'series'>;
  readonly about: { readonly version: string; readonly macs: readonly string[]; readonly engine: string };
  readonly now: () => number;
}

const MAC_PROBLEMS = new Set(['mac_unreachable', 'tart_missing', 'tart_failed', 'tart_unreadable']);

/** What answers and what does not, with every problem. */
export async function readHealth({ lab, history, about, now }: HealthDeps): Promise<Health> {
  const stats = await history.stats();
  const problems = lab.problems();
  const running = lab.all().filter(({ vm }) => vm.state === 'running');
  const down = new Set(problems.filter(({ kind }) => MAC_PROBLEMS.has(kind)).map(({ target }) => target));
  return {
    version: about.version,
    vms: { up: running.filter(({ guest }) => guest.up).length, total: running.length, stopped: lab.all().length - running.length },
    clusters: { up: lab.clusters().filter((cluster) => cluster.isUp()).length, total: lab.clusters().length },
    macs: { up: about.macs.filter((mac) => !down.has(mac)).length, total: about.macs.length },
    problems,
    history: {
      engine: about.engine,
      state: stats.ok ? history.state().state : 'failed',
      series: history.series().length,
      bytes: stats.ok ? stats.value.bytes : 0,
      oldestMs: stats.ok ? stats.value.oldestMs : null,
    },
    nowMs: now(),
  };
}
