import { idle, measureWindow } from '../proxy/window.ts';
import type { Cell } from '../report/section.ts';
import type { Owner } from '../run/owner.ts';
import { waitUntil } from '../run/startProcess.ts';
import { readCounted, toSamplingFactor } from './countedFlows.ts';
import { FlowsOpened, Sent, type ToFlows } from './messages.ts';
import { writeProxyConfig } from './proxyConfig.ts';
import { type Fork, startFork } from './startFork.ts';
import { startWatching } from './startWatching.ts';
import { z } from 'zod';

export const STORM_FLOWS_A_SECOND = 5000;
/** No flows come before and after each rate, for longer than the proxy takes from one sample to the next. */
const QUIET_MS = 12_000;

type Row = Record<string, Cell>;
export interface Storm {
  readonly rows: readonly Row[];
  readonly verdicts: readonly Row[];
}

/** One cluster whose Hubble sends few, more and very many flows, followed by Relay. */
export async function measureStorm(owner: Owner, bundle: string, quick: boolean): Promise<Storm> {
  const lab = startFork<ToFlows>(owner, 'hubble', new URL('./flowsMain.ts', import.meta.url));
  const { cluster, kubeconfig } = await lab.tell({ do: 'open', dir: owner.folder() }, FlowsOpened);
  await setRate(lab, 20);
  const config = writeProxyConfig(owner.folder(), { [cluster]: kubeconfig }, 'relay');
  const { proxy } = await startWatching(owner, bundle, config, 1, 60_000);
  const listFlows = { kind: 'flows', view: 'list', limit: 1 };
  const areComing = async (): Promise<boolean> => {
    const nowMs = Date.now();
    const { frames } = await proxy.client.query({ fromMs: nowMs - 60_000, toMs: nowMs, query: listFlows });
    return (frames[0]?.data.values[0]?.length ?? 0) > 0;
  };
  await waitUntil('the first flow', 60_000, areComing, undefined, 200);

  const rows: Row[] = [];
  let verdicts: Row[] = [];
  for (const perSecond of [20, 500, STORM_FLOWS_A_SECOND]) {
    const seconds = quick ? 15 : perSecond === STORM_FLOWS_A_SECOND ? 60 : 30;
    await setRate(lab, 0);
    await idle(QUIET_MS);
    const fromMs = Date.now() - QUIET_MS / 2;
    const before = { sent: await sentBy(lab), simulator: lab.account.seconds() };
    const startMs = Date.now();
    const window = await measureWindow(proxy, async () => {
      await setRate(lab, perSecond);
      await idle(seconds * 1000);
    });
    const simulator = lab.account.seconds() - before.simulator;
    const graph = await proxy.client.query({ fromMs: startMs, toMs: Date.now(), query: { kind: 'flows', view: 'graph' } });
    await setRate(lab, 0);
    await idle(QUIET_MS);
    const sent = await sentBy(lab);
    const { flows: counted, lost } = await readCounted(proxy.client, fromMs, Date.now());
    verdicts = [...new Set([...sent.keys(), ...counted.keys()])].map((verdict) => ({
      verdict,
      sent: (sent.get(verdict) ?? 0) - (before.sent.get(verdict) ?? 0),
      counted: counted.get(verdict) ?? 0,
    }));
    const sum = (key: string): number => verdicts.reduce((all, row) => all + Number(row[key]), 0);
    rows.push({
      asked: perSecond,
      seconds,
      sent: sum('sent'),
      counted: sum('counted'),
      lost,
      unexplained: Math.round(sum('sent') - sum('counted') - lost),
      factor: toSamplingFactor(graph),
      cpu: (window.cpuSeconds / window.lastedSeconds) * 60,
      memory: window.residentBytes / 1e6,
      simulator: (simulator / window.lastedSeconds) * 60,
    });
  }
  return { rows, verdicts };
}

const setRate = (lab: Fork<ToFlows>, perSecond: number): Promise<unknown> => lab.tell({ do: 'rate', perSecond }, z.unknown());

async function sentBy(lab: Fork<ToFlows>): Promise<Map<string, number>> {
  const { flows } = await lab.tell({ do: 'sent' }, Sent);
  return new Map(Object.entries(flows));
}
