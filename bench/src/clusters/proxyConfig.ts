import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Writes the configuration of a proxy that watches clusters and has no VMs: its tart lists none. Gives the file. */
export function writeProxyConfig(folder: string, kubeconfigs: Readonly<Record<string, string>>, hubble: 'off' | 'relay'): string {
  const tart = join(folder, 'tart');
  writeFileSync(tart, "#!/bin/sh\necho '[]'\n");
  chmodSync(tart, 0o755);
  const config = {
    macs: [{ name: 'studio', tart: { command: tart } }],
    guests: { ssh: { user: 'admin', password: 'none' } },
    clusters: Object.entries(kubeconfigs).map(([name, kubeconfig]) => ({ name, kubeconfig, context: name, hubble })),
    history: { path: join(folder, 'history.db') },
    stateDir: folder,
  };
  const file = join(folder, 'tart-lab.yaml');
  writeFileSync(file, stringify(config));
  return file;
}
