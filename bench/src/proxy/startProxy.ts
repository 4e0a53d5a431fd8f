import { openCpuAccount, type CpuAccount } from '../measure/cpuAccount.ts';
import { freePort } from '../run/freePort.ts';
import type { Owner } from '../run/owner.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';
import { proxyClient, type ProxyClient } from './proxyClient.ts';

export interface RunningProxy {
  readonly pid: number;
  readonly client: ProxyClient;
  /** The proxy and every program that it starts. */
  readonly account: CpuAccount;
  /** From starting the process until every VM had answered. */
  readonly toAllUpMs: number;
  readonly stop: () => Promise<void>;
}

/** Starts the bundled proxy on a lab's configuration and waits until `vms` VMs are up. Throws what it said when they are not in time. */
export async function startProxy(owner: Owner, bundle: string, configFile: string, vms: number, withinMs: number): Promise<RunningProxy> {
  const listen = `127.0.0.1:${await freePort()}`;
  const token = 'benchmark';
  const startedMs = performance.now();
  const env = { TART_LAB_CONFIG: configFile, TART_LAB_LISTEN: listen, TART_LAB_TOKEN: token };
  const started = await startProcess(owner, process.execPath, [bundle, 'serve'], env);
  started.child.stdout?.resume();
  const account = openCpuAccount(`proxy-${vms}`, [started.pid]);
  owner.own(() => account.close());
  const client = proxyClient(`http://${listen}`, token);
  await waitUntil(`${vms} VMs up at the proxy`, withinMs, async () => (await client.health())?.vms.up === vms, started);
  return { pid: started.pid, client, account, toAllUpMs: performance.now() - startedMs, stop: started.stop };
}
