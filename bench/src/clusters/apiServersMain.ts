// API servers of large clusters in one process: holds their objects, changes them, and says what there is.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Usage } from '../../../lab/src/kube/hooks.ts';
import { numberAt, recordsAt, textAt } from '../../../lab/src/kube/fields.ts';
import { openKubeApi, type KubeServer } from '../../../lab/src/kube/openKubeApi.ts';
import { MemoryStore, toKubeTime } from '../../../lab/src/kube/store/memoryStore.ts';
import { fraction, Random } from '../../../lab/src/random.ts';
import { answerMessages } from './answerMessages.ts';
import { Churn, restarted } from './churn.ts';
import { fillCluster, PROBE } from './fillCluster.ts';
import { ToServers } from './messages.ts';
import { deploymentLine, nodeLine, podLine, type ObjectLine } from './objectLine.ts';

const servers: KubeServer[] = [];
let churns: Churn[] = [];
let changes = 0;
let beat: NodeJS.Timeout | undefined;

async function open(dir: string, clusters: readonly string[], pods: number) {
  const kubeconfigs: Record<string, string> = {};
  for (const name of clusters) {
    const store = new MemoryStore({ seed: name });
    fillCluster(store, pods, Date.now());
    const server = await openKubeApi({ name, dir: join(dir, name), store, hooks: { usage: () => usageOf(store) } });
    servers.push(server);
    const file = join(dir, `${name}.yaml`);
    mkdirSync(dir, { recursive: true });
    writeFileSync(file, server.kubeconfig(), { mode: 0o600 });
    kubeconfigs[name] = file;
  }
  churns = servers.map(({ name, store }) => new Churn(store, new Random(`churn ${name}`)));
  return { kubeconfigs, bytesOfPods: JSON.stringify(servers[0]?.store.list('core/pods') ?? []).length };
}

/** As metrics-server would say: each container at a level of its own. */
function usageOf(store: MemoryStore): Usage {
  const amounts = (of: string) => ({ cpuNanocores: fraction(of) * 2e8, memoryBytes: fraction(`${of} memory`) * 2e8 });
  return {
    atMs: Date.now(),
    windowSeconds: 15,
    nodes: store.list('core/nodes').map(({ metadata: { name } }) => ({ name, ...amounts(name) })),
    pods: store.list('core/pods').map(({ metadata: { name, namespace = '' } }) => ({
      name,
      namespace,
      containers: ['service', 'proxy'].map((container) => ({ name: container, ...amounts(`${name} ${container}`) })),
    })),
  };
}

/** Beats at even distances, one change a beat, the clusters taking turns; late beats are caught up with. */
function churn(perSecond: number): { changes: number } {
  clearInterval(beat);
  if (perSecond > 0) {
    const [startMs, before] = [performance.now(), changes];
    beat = setInterval(() => {
      const due = before + ((performance.now() - startMs) / 1000) * perSecond;
      for (; changes < due; changes++) churns[changes % churns.length]?.step(Date.now());
    }, 1000 / perSecond);
  }
  return { changes };
}

function touch(cluster: string): { restarts: number; atMs: number } {
  const store = servers.find(({ name }) => name === cluster)?.store;
  const probe = store?.list('core/pods', PROBE.namespace)[0];
  if (!store || !probe) throw new Error(`${cluster} has no probe`);
  const atMs = Date.now();
  const pod = store.put('core/pods', restarted(probe, toKubeTime(atMs)));
  return { restarts: numberAt(recordsAt(pod, 'status', 'containerStatuses')[0], 'restartCount') ?? 0, atMs };
}

function list(): ObjectLine[] {
  return servers.flatMap(({ name: cluster, store }) => [
    ...store.list('core/nodes').map(({ metadata }) => nodeLine(cluster, metadata.name)),
    ...store.list('apps/deployments').map(({ metadata }) => deploymentLine(cluster, metadata.namespace ?? '', metadata.name)),
    ...store.list('core/pods').map((pod) => {
      const restarts = recordsAt(pod, 'status', 'containerStatuses').reduce((sum, one) => sum + (numberAt(one, 'restartCount') ?? 0), 0);
      return podLine(cluster, pod.metadata.namespace ?? '', pod.metadata.name, textAt(pod, 'status', 'phase') ?? '', restarts);
    }),
  ]);
}

answerMessages(
  ToServers,
  async (message) => {
    switch (message.do) {
      case 'open':
        return open(message.dir, message.clusters, message.pods);
      case 'churn':
        return churn(message.perSecond);
      case 'touch':
        return touch(message.cluster);
      case 'list':
        return { objects: list() };
    }
  },
  async () => {
    clearInterval(beat);
    await Promise.all(servers.map((server) => server.close()));
  },
);
