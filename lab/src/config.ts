import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CLUSTERS } from './fleet.ts';
import type { ServedCluster } from './cluster/openServedCluster.ts';
import type { SimulatedVm } from './simulatedVm.ts';

export interface ConfigParts {
  readonly dir: string;
  readonly machines: readonly SimulatedVm[];
  readonly clusters: readonly ServedCluster[];
  readonly oneAddress: boolean;
  readonly tartCommand: string;
  readonly passwordFile: string;
  /** Loki's address, for the proxy's events; undefined where there is none. */
  readonly lokiUrl?: string | undefined;
  /** What `tart-lab check` tries beside the lab: addresses by name, such as `prometheus`. */
  readonly systems?: Readonly<Record<string, string>> | undefined;
}

/** Writes `tart-lab.yaml`, with which the proxy collects from this lab as from any other, and returns its path. */
export function writeConfig({
  dir,
  machines,
  clusters,
  oneAddress,
  tartCommand,
  passwordFile,
  lokiUrl,
  systems = {},
}: ConfigParts): string {
  const [first] = machines;
  // Where guests share an address, each one's port stands beside its name.
  const overrides = oneAddress ? Object.fromEntries(machines.map(({ spec, place }) => [spec.name, { ssh: { port: place.port } }])) : {};
  // Where there is an API, its nodes tell which VMs are a cluster's; elsewhere they are named.
  const named = CLUSTERS.flatMap((name): object[] => {
    const served = clusters.find((each) => each.name === name);
    if (served) {
      const loadtest = served.loadtestFile === null ? {} : { loadtestKubeconfig: served.loadtestFile };
      return [{ name, kubeconfig: served.readerFile, context: name, hubble: 'auto', ...loadtest }];
    }
    const vms = machines.flatMap(({ spec }) => (spec.cluster === name ? [spec.name] : []));
    return vms.length > 0 ? [{ name, hubble: 'off', vms }] : [];
  });
  const config = {
    listen: '127.0.0.1:4100',
    macs: [{ name: 'studio', tart: { command: tartCommand } }],
    guests: { ssh: { user: 'admin', passwordFile, port: first?.place.port ?? 22 }, overrides },
    clusters: named,
    history: { path: join(dir, 'data', 'history.db') },
    ...(lokiUrl === undefined ? {} : { loki: { url: lokiUrl } }),
    stateDir: join(dir, 'data'),
    check: Object.fromEntries(Object.entries(systems).map(([name, url]) => [name, { url }])),
  };
  const path = join(dir, 'tart-lab.yaml');
  writeFileSync(path, `# Written by the simulated lab at every start.\n${stringify(config)}`);
  return path;
}
