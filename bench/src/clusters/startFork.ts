import { fork } from 'node:child_process';
import { z } from 'zod';
import { openCpuAccount, type CpuAccount } from '../measure/cpuAccount.ts';
import type { Owner } from '../run/owner.ts';
import { stopChild } from '../run/startProcess.ts';

const Answer = z.union([z.object({ error: z.string() }), z.object({ value: z.unknown() })]);

/** A program of the benchmark in a process of its own, which answers one message after the other. */
export interface Fork<Message> {
  readonly pid: number;
  /** The process and its children. */
  readonly account: CpuAccount;
  /** Throws what went wrong there. */
  tell<T>(message: Message, answer: z.ZodType<T>): Promise<T>;
}

/** Starts a module as such a program; its owner stops it. `name` is that of its account. */
export function startFork<Message extends object>(owner: Owner, name: string, module: URL): Fork<Message> {
  const child = fork(module, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const pid = child.pid ?? 0;
  const account = openCpuAccount(name, [pid]);
  owner.own(() => account.close());
  owner.own(() => stopChild(child));
  let settle: (answer: z.infer<typeof Answer>) => void = () => undefined;
  child.on('message', (message) => settle(Answer.parse(message)));
  child.once('exit', () => settle({ error: 'its process ended' }));
  return {
    pid,
    account,
    tell: async (message, answer) => {
      const said = await new Promise<z.infer<typeof Answer>>((resolve) => {
        settle = resolve;
        child.send(message);
      });
      if ('error' in said) throw new Error(`${name}: ${said.error}`);
      return answer.parse(said.value);
    },
  };
}
