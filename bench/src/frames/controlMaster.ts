import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Owner } from '../run/owner.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';
import type { Guest } from './guest.ts';
import { BATCH, type Way } from './way.ts';

const OPTIONS = ['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'];

/** OpenSSH's own: a master process per guest holds the connection, and `ssh -S` runs one exec through it for every reading. */
export function controlMaster(): Way {
  const owner = new Owner();
  const folder = owner.folder();
  const socketOf = ({ name }: Guest): string => join(folder, `${name}.s`);
  const target = ({ user, address, port }: Guest): string[] => ['-p', String(port), `${user}@${address}`];

  return {
    async open(guests) {
      for (const guest of guests) {
        const args = ['-e', 'ssh', ...OPTIONS, '-M', '-N', '-S', socketOf(guest), ...target(guest)];
        const master = await startProcess(owner, 'sshpass', args, { SSHPASS: guest.password });
        await waitUntil(`the master of ${guest.name}`, 10_000, () => existsSync(socketOf(guest)), master);
      }
    },
    async read(guest) {
      const child = spawn('ssh', [...OPTIONS, '-S', socketOf(guest), ...target(guest), BATCH], { stdio: ['ignore', 'pipe', 'ignore'] });
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
      await once(child, 'close');
      if (bytes === 0) throw new Error(`${guest.name} printed nothing through the master`);
    },
    close: () => owner.stop(),
  };
}
