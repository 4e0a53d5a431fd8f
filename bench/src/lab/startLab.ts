import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Owner } from '../run/owner.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';
import { REPOSITORY } from '../run/repository.ts';

const LabConfig = z.looseObject({ guests: z.looseObject({ ssh: z.looseObject({ port: z.number() }) }) });

export interface RunningLab {
  readonly pid: number;
  /** The proxy's configuration for this lab. */
  readonly configFile: string;
  /** Port of every guest's SSH server. */
  readonly sshPort: number;
  readonly stop: () => Promise<void>;
}

/** Starts the simulated lab with so many VMs and its clusters in a process of its own. Throws what it said when it does not come up. */
export async function startLab(owner: Owner, vms: number, clusters = 4): Promise<RunningLab> {
  const dir = owner.folder();
  const args = ['--disable-warning=ExperimentalWarning', join(REPOSITORY, 'lab/src/main.ts')];
  const started = await startProcess(owner, process.execPath, [
    ...args,
    '--vms',
    String(vms),
    '--clusters',
    String(clusters),
    '--dir',
    dir,
    '--ssh-port',
    '0',
    '--port',
    '0',
  ]);
  let ready = false;
  started.child.stdout?.on('data', () => (ready = true)); // its one line: "lab ready: …"
  await waitUntil('the simulated lab', 60_000, () => ready, started);
  const configFile = join(dir, 'tart-lab.yaml');
  const { guests } = LabConfig.parse(parse(readFileSync(configFile, 'utf8')));
  return { pid: started.pid, configFile, sshPort: guests.ssh.port, stop: started.stop };
}
