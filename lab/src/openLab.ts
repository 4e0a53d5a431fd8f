import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addressAt, hasManyAddresses } from './addresses.ts';
import { openServedCluster, type ServedCluster } from './cluster/openServedCluster.ts';
import { toMachine } from './cluster/toMachine.ts';
import { writeConfig } from './config.ts';
import { doFault } from './faults/doFault.ts';
import { ailmentsOf } from './faults/faults.ts';
import { CLUSTERS, makeFleet } from './fleet.ts';
import { SimulatedVm } from './simulatedVm.ts';
import { KeyStore } from './ssh/keys.ts';
import { TartFiles } from './tart/tartFiles.ts';

export interface LabOptions {
  /** Where the lab keeps its files: the tart command, keys, the configuration for the proxy. */
  readonly dir: string;
  /** How many VMs; the first ten are the reference lab. */
  readonly vms?: number;
  readonly seed?: number;
  /** Port of every guest's SSH server; 0 finds one that is free on all their addresses. */
  readonly sshPort?: number;
  /** All guests on 127.0.0.1, told apart by their ports, as on macOS; where there are more addresses, each has its own. */
  readonly oneAddress?: boolean;
  /** How many of the clusters have an API server, in the order of the reference lab; 0 is VMs alone. Those without VMs have none. */
  readonly clusters?: number;
  /** Port of the first API server, the others follow; 0 finds free ones, and is the default where `sshPort` is 0. */
  readonly apiPort?: number;
  /** For benchmarks: each cluster is filled up to so many pods, and so many changes a second happen to them, all clusters together. */
  readonly pods?: number;
  readonly churnPerSecond?: number;
  /** Where the proxy's configuration says that events are pushed; nowhere by default. */
  readonly lokiUrl?: string;
  /** What `tart-lab check` tries beside the lab: addresses by name, such as `prometheus`. */
  readonly systems?: Readonly<Record<string, string>>;
  /** The guests' and the clusters' clock, epoch ms. */
  readonly now?: () => number;
}

/** A VM as a caller sees it. */
export interface LabVm {
  readonly name: string;
  readonly cluster: string | null;
  readonly state: string;
  readonly host: string;
  readonly port: number;
  readonly ailments: readonly string[];
}

export interface Lab {
  readonly dir: string;
  readonly tartCommand: string;
  readonly configFile: string;
  readonly adminKeyFile: string;
  readonly vms: () => LabVm[];
  readonly clusters: readonly ServedCluster[];
  /** Does a fault of a VM, a cluster, a pod or a workload; resolves to what happened. Rejects with `FaultRefused` for an unknown one. */
  readonly fault: (name: string, target: string, ...args: string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}

export const SSH_USER = 'admin';
const PASSWORD = 'admin';

/** Starts the lab: every guest listens when this resolves. Rejects with a clear message when an address is taken. */
export async function openLab(options: LabOptions): Promise<Lab> {
  const dir = resolve(options.dir);
  const now = options.now ?? Date.now;
  const oneAddress = options.oneAddress ?? !hasManyAddresses();
  mkdirSync(dir, { recursive: true });
  const keys = new KeyStore(join(dir, 'keys'));
  const adminKeyFile = keys.adminKeyPath();
  const machines = makeFleet(options.vms).map((spec) => new SimulatedVm({ spec, seed: options.seed ?? 1, now, keys, password: PASSWORD }));
  const byName = new Map(machines.map((vm) => [vm.spec.name, vm]));
  await listenAll(machines, options.sshPort ?? 10022, oneAddress);
  const tart = new TartFiles(dir);
  tart.writeAll(machines.map((vm) => vm.tart()));
  const passwordFile = join(dir, 'ssh-password');
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  const clusters = await openClusters(options, dir, machines, now, oneAddress).catch(async (error: unknown) => {
    await Promise.all(machines.map((vm) => vm.close()));
    throw error;
  });
  const { lokiUrl, systems } = options;
  const configFile = writeConfig({ dir, machines, clusters, oneAddress, tartCommand: tart.command, passwordFile, lokiUrl, systems });
  let nextAddress = machines.length;

  return {
    dir,
    tartCommand: tart.command,
    configFile,
    adminKeyFile,
    clusters,
    vms: () =>
      machines.map((vm) => ({ name: vm.spec.name, cluster: vm.spec.cluster, state: vm.state, ...vm.place, ailments: ailmentsOf(vm) })),
    fault: (name, target, ...args) =>
      doFault(
        {
          vms: byName,
          clusters,
          freeAddress: () => (oneAddress ? null : addressAt(nextAddress++)),
          vmChanged: async (vm, booted) => {
            tart.writeVm(vm.tart());
            tart.writeLists(machines.map((each) => each.tart()));
            await Promise.all(clusters.map((each) => each.machineChanged(vm.spec.name, booted)));
          },
        },
        name,
        target,
        args,
      ),
    close: async () => {
      await Promise.all([...machines, ...clusters].map((each) => each.close()));
    },
  };
}

const FIRST_API_PORT = 16_443;

/** One cluster after the other: a port that is taken ends those that were open. */
async function openClusters(
  options: LabOptions,
  dir: string,
  machines: readonly SimulatedVm[],
  now: () => number,
  oneAddress: boolean,
): Promise<ServedCluster[]> {
  const names = CLUSTERS.slice(0, options.clusters).filter((name) => machines.some(({ spec }) => spec.cluster === name));
  const firstPort = options.apiPort ?? (options.sshPort === 0 ? 0 : FIRST_API_PORT);
  const opened: ServedCluster[] = [];
  const churnPerSecond = (options.churnPerSecond ?? 0) / Math.max(1, names.length);
  for (const [index, name] of names.entries()) {
    const own = machines.filter(({ spec }) => spec.cluster === name).map((vm) => toMachine(vm, oneAddress));
    const port = firstPort === 0 ? 0 : firstPort + index;
    try {
      opened.push(
        await openServedCluster({ dir, name, machines: own, seed: options.seed ?? 1, now, port, pods: options.pods, churnPerSecond }),
      );
    } catch (error) {
      await Promise.all(opened.map((each) => each.close()));
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`the API server of ${name} cannot listen on port ${port} (${why}); stop the other lab, or choose --api-port`, {
        cause: error,
      });
    }
  }
  return opened;
}

const FREE_PORT_TRIES = 20;

/** Every guest on an address of its own and one port, or all on 127.0.0.1 and ports in a row. */
async function listenAll(machines: readonly SimulatedVm[], sshPort: number, oneAddress: boolean): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    let port = sshPort;
    try {
      for (const [index, vm] of machines.entries()) {
        const place = oneAddress ? { host: '127.0.0.1', port: port === 0 ? 0 : port + index } : { host: addressAt(index), port };
        await vm.listenAt(place);
        if (index === 0 && port === 0 && !oneAddress) ({ port } = vm.place);
      }
      return;
    } catch (error) {
      await Promise.all(machines.map((vm) => vm.close()));
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken) throw error;
      if (sshPort === 0 && attempt < FREE_PORT_TRIES) continue;
      throw new Error(
        `port ${port} is taken on one of the lab's addresses (${error.message}); another lab may be running: stop it, or choose --ssh-port`,
        {
          cause: error,
        },
      );
    }
  }
}
