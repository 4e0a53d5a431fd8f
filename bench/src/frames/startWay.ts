import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openCpuAccount, type CpuAccount } from '../measure/cpuAccount.ts';
import type { Owner } from '../run/owner.ts';
import { stopChild } from '../run/startProcess.ts';
import type { Guest } from './guest.ts';
import { FromWay, type ToWay } from './messages.ts';

export interface RunningWay {
  readonly name: string;
  readonly pid: number;
  readonly account: CpuAccount;
  /** Throws what went wrong in the way. */
  tell(message: ToWay): Promise<FromWay>;
}

/** Starts the process of a way and lets it connect. Its account holds the process and its children. */
export async function startWay(owner: Owner, name: string, guests: readonly Guest[]): Promise<RunningWay> {
  const child = fork(fileURLToPath(new URL('./wayMain.ts', import.meta.url)), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const pid = child.pid ?? 0;
  const account = openCpuAccount(name.replaceAll(/\W+/g, '-'), [pid]);
  owner.own(() => account.close());

  let settle: (answer: FromWay) => void = () => {};
  child.on('message', (message) => settle(FromWay.parse(message)));
  child.once('exit', () => settle({ readingsMs: [], wholeMs: 0, error: 'its process ended' }));

  async function tell(message: ToWay): Promise<FromWay> {
    const { readingsMs, wholeMs, error } = await new Promise<FromWay>((resolve) => {
      settle = resolve;
      child.send(message);
    });
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    return { readingsMs, wholeMs };
  }

  owner.own(async () => {
    if (child.connected) await Promise.race([tell({ do: 'close' }), new Promise((resolve) => setTimeout(resolve, 3000))]);
    await stopChild(child);
  });
  await tell({ do: 'open', way: name, guests: [...guests] });
  return { name, pid, account, tell };
}
