import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { openLab, type Lab } from '../../lab/src/openLab.ts';
import { openProcess, until, type ProxyProcess } from './proxyProcess.ts';

/** The simulated reference lab with the built proxy on it, read every second, all ten VMs up. */
export interface LabWithProxy {
  readonly lab: Lab;
  readonly proxy: ProxyProcess;
  close(): Promise<void>;
}

export async function openLabWithProxy(): Promise<LabWithProxy> {
  const dir = await mkdtemp(join(tmpdir(), 'tart-lab-simulated-'));
  const lab = await openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 });
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const quick = { listen: '127.0.0.1:0', token: '${TART_LAB_TOKEN}', intervals: { guests: '1s', inventory: '1s' } };
  await writeFile(join(dir, 'tart-lab.yaml'), stringify(Object.assign({}, config, quick)));
  const proxy = await openProcess(dir);
  await until(
    async () => (await proxy.health()).vms.up === 10 || undefined,
    20_000,
    () => proxy.log(),
  );
  return {
    lab,
    proxy,
    async close() {
      await proxy.stop();
      await lab.close();
      await rm(dir, { recursive: true });
    },
  };
}
