import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHubble, type Hubble } from '../hubble/openHubble.ts';
import { openKubeApi, type KubeServer } from '../kube/openKubeApi.ts';
import { execInPod } from './access/exec.ts';
import { forward } from './access/forward.ts';
import { deletePod } from './controllers/podActions.ts';
import { podLog } from './logs/podLog.ts';
import type { Machine } from './nodes/machine.ts';
import { openCluster, type SimulatedCluster } from './openCluster.ts';
import { LOADTESTER, READER } from './worlds/reader.ts';

export interface ServedClusterOptions {
  readonly dir: string;
  readonly name: string;
  readonly machines: readonly Machine[];
  readonly seed: number;
  readonly now: () => number;
  /** 0 finds a free one. */
  readonly port: number;
  /** For benchmarks, as in `ClusterOptions`. */
  readonly pods?: number;
  readonly churnPerSecond?: number;
}

/** A simulated cluster with the API server and the Hubble that answer for it. */
export interface ServedCluster {
  readonly name: string;
  readonly cluster: SimulatedCluster;
  readonly server: KubeServer;
  readonly hubble: Hubble;
  /** For its administrator, and for the account that may only read what the proxy reads. Both hold credentials. */
  readonly kubeconfigFile: string;
  readonly readerFile: string;
  /** For the account that may start load tests; null where there is no demo to load. */
  readonly loadtestFile: string | null;
  /** The fault `api-gone` and its end. */
  readonly setGone: (gone: boolean) => Promise<void>;
  /** A VM was stopped, started, or moved: so does its node, and with the master its API server. */
  readonly machineChanged: (vm: string, booted: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** From power-on until a master's API server answers. */
const API_BOOT_MS = 6000;

/** Opens one cluster; its API answers when this resolves. Rejects when the port is taken. */
export async function openServedCluster(options: ServedClusterOptions): Promise<ServedCluster> {
  const { dir, name, machines, seed, now, port, pods, churnPerSecond } = options;
  const cluster = openCluster({ name, machines, seed, now, pods, churnPerSecond });
  const { context, store } = cluster;
  const loadOf = (namespace: string, workload: string): number => cluster.load.loadOf(namespace, workload);
  const hasDemo = store.get('core/serviceaccounts', LOADTESTER.name, LOADTESTER.namespace) !== undefined;
  const hubble = openHubble({ cluster: name, store, seed, now, loadOf });
  const server = await openKubeApi({
    name,
    dir: join(dir, 'clusters', name),
    store,
    port,
    now,
    serviceAccounts: hasDemo ? [READER, LOADTESTER] : [READER],
    hooks: {
      logs: (request) => podLog(cluster, request),
      exec: (request) => execInPod(cluster, hubble, request),
      usage: () => cluster.usage.read(),
      portForward: (pod, port) => forward(pod, port, hubble),
      onDelete: (resource, object) => {
        if (resource !== 'core/pods') return false;
        deletePod(context, object);
        return true;
      },
    },
  }).catch((error: unknown) => {
    cluster.close();
    hubble.close();
    throw error;
  });
  const folder = join(dir, 'kubeconfig');
  const [kubeconfigFile, readerFile] = [join(folder, `${name}.yaml`), join(folder, `${name}-reader.yaml`)];
  const loadtestFile = hasDemo ? join(folder, `${name}-loadtest.yaml`) : null;
  mkdirSync(folder, { recursive: true });
  writeFileSync(kubeconfigFile, server.kubeconfig('admin'), { mode: 0o600 });
  writeFileSync(readerFile, server.kubeconfig(READER), { mode: 0o600 });
  if (loadtestFile !== null) writeFileSync(loadtestFile, server.kubeconfig(LOADTESTER), { mode: 0o600 });

  const master = machines.find(({ role }) => role === 'master');
  let goneByFault = false;
  let down = false;
  const settleReach = async (): Promise<void> => {
    if (server.conditions.gone !== (goneByFault || down)) await server.set({ gone: goneByFault || down });
  };
  return {
    name,
    cluster,
    server,
    hubble,
    kubeconfigFile,
    readerFile,
    loadtestFile,
    setGone: (gone) => {
      goneByFault = gone;
      return settleReach();
    },
    machineChanged: async (vm, booted) => {
      cluster.nodes.machineChanged(vm, booted);
      if (vm !== master?.name || master.isRunning() === !down) return;
      if (!master.isRunning()) {
        down = true;
        return settleReach();
      }
      cluster.agenda.after(booted ? API_BOOT_MS : 0, () => {
        down = !master.isRunning();
        void settleReach();
      });
    },
    close: async () => {
      cluster.close();
      hubble.close();
      await server.close();
    },
  };
}
