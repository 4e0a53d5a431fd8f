import { openCpuAccount, type CpuAccount } from '../measure/cpuAccount.ts';
import { freePort } from '../run/freePort.ts';
import type { Owner } from '../run/owner.ts';
import { readyWithin, startProcess } from '../run/startProcess.ts';
import { proxyClient, type ProxyClient } from './proxyClient.ts';

export interface RunningProxy {
  readonly pid: number;
  readonly client: ProxyClient;
  /** The proxy and every program that it starts. */
  readonly account: CpuAccount;
  /** From starting the process until the first VM had answered, and until all had; `null` when they had not in time. */
  readonly toFirstUpMs: number | null;
  readonly toAllUpMs: number | null;
  readonly stop: () => Promise<void>;
}

/** Flags and environment that `npm start` and the image give it (scripts/setup.mjs). */
export const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
export const FLAGS = ['--no-short-builtin-calls', '--max-semi-space-size=4', '--no-opt', '--invocation-count-for-maglev=20000'];
/** Asking costs the proxy more with more VMs, and the start is what is measured. */
const ASK_EVERY_MS = { few: 20, many: 500 };

/** Starts the bundled proxy on a lab's configuration and waits until `vms` VMs are up, at most `withinMs`. Throws what it said when it ends. */
export async function startProxy(owner: Owner, bundle: string, configFile: string, vms: number, withinMs: number): Promise<RunningProxy> {
  const listen = `127.0.0.1:${await freePort()}`;
  const token = 'benchmark';
  const startedMs = performance.now();
  const env = { ...ENVIRONMENT, TART_LAB_CONFIG: configFile, TART_LAB_LISTEN: listen, TART_LAB_TOKEN: token };
  const started = await startProcess(owner, process.execPath, [...FLAGS, bundle, 'serve'], env);
  started.child.stdout?.resume();
  const account = openCpuAccount(`proxy-${vms}`, [started.pid]);
  owner.own(() => account.close());
  const client = proxyClient(`http://${listen}`, token);
  const everyMs = vms > 100 ? ASK_EVERY_MS.many : ASK_EVERY_MS.few;
  const isUp = async (wanted: number): Promise<number | null> => {
    const up = await readyWithin(withinMs, async () => ((await client.health())?.vms.up ?? 0) >= wanted, started, everyMs);
    return up ? performance.now() - startedMs : null;
  };
  const toFirstUpMs = await isUp(1);
  return { pid: started.pid, client, account, toFirstUpMs, toAllUpMs: await isUp(vms), stop: started.stop };
}
