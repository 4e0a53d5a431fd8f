import { at, recordsAt } from '../kube/fields.ts';
import { MemoryStore } from '../kube/store/memoryStore.ts';
import { Random } from '../random.ts';
import { Agenda } from './agenda.ts';
import type { ClusterContext } from './context.ts';
import { openBudgets } from './controllers/budgets.ts';
import { openCronJobs } from './controllers/cronJobs.ts';
import { openDaemonSets } from './controllers/daemonSets.ts';
import { openDeployments } from './controllers/deployments.ts';
import { openGarbageCollector } from './controllers/garbage.ts';
import { openJobs } from './controllers/jobs.ts';
import { openReplicaSets } from './controllers/replicaSets.ts';
import { openScheduler } from './controllers/scheduler.ts';
import { openServices } from './controllers/services.ts';
import { openStatefulSets } from './controllers/statefulSets.ts';
import { EventRecorder } from './eventRecorder.ts';
import { Feed } from './feed.ts';
import { Autoscaler } from './hpa/autoscaler.ts';
import { LoadTests } from './load/loadTests.ts';
import { ClusterNodes } from './nodes/clusterNodes.ts';
import type { Machine } from './nodes/machine.ts';
import { MAX_PODS } from './nodes/nodeObject.ts';
import { ObjectIndex, controllerUid } from './objectIndex.ts';
import { deletePod } from './controllers/podActions.ts';
import { isActive, isReady, nodeOf } from './objects/pod.ts';
import { Ailments } from './pods/ailments.ts';
import { Kubelet } from './pods/kubelet.ts';
import { BULK_NAMESPACE, churn, fillCluster } from './worlds/bulk.ts';
import { readerWorld } from './worlds/reader.ts';
import { ClusterUsage } from './usage/clusterUsage.ts';
import { settle } from './worlds/settle.ts';
import { staticPods, systemWorld } from './worlds/system.ts';
import { WORLDS } from './worlds/worlds.ts';

export interface ClusterOptions {
  readonly name: string;
  readonly machines: readonly Machine[];
  readonly seed: number;
  readonly now: () => number;
  /** The clock stands still until `agenda.runUntil` moves it: for tests. */
  readonly held?: boolean;
  /** For benchmarks: filled up to so many pods, and so many changes of them a second. */
  readonly pods?: number;
  readonly churnPerSecond?: number;
}

/** One simulated cluster: its objects, and all that changes them. */
export interface SimulatedCluster {
  readonly name: string;
  readonly store: MemoryStore;
  readonly agenda: Agenda;
  readonly context: ClusterContext;
  readonly nodes: ClusterNodes;
  readonly kubelet: Kubelet;
  readonly ailments: Ailments;
  readonly load: LoadTests;
  readonly usage: ClusterUsage;
  readonly autoscaler: Autoscaler;
  /** Ends the faults of pods and nodes; pods that still suffer are replaced. */
  readonly heal: () => void;
  readonly close: () => void;
}

/** The part of the past that is made up whole, with schedules and heartbeats. */
const RECENT_MS = 70 * 60_000;

/** Builds a cluster as if it had run for weeks: what is there was made by its controllers, at times of its past. */
export function openCluster({ name, machines, seed, now, held = false, pods = 0, churnPerSecond = 0 }: ClusterOptions): SimulatedCluster {
  const startMs = now();
  const agenda = new Agenda(now, startMs);
  const store = new MemoryStore({ now: agenda.now, seed: `${seed}/${name}` });
  const feed = new Feed(store);
  const events = new EventRecorder(store, agenda);
  const context: ClusterContext = {
    name,
    store,
    agenda,
    random: new Random(`${seed}/cluster/${name}`),
    feed,
    events,
    podsByOwner: new ObjectIndex(feed, 'core/pods', controllerUid),
    podsByNode: new ObjectIndex(feed, 'core/pods', nodeOf),
  };
  const nodes = new ClusterNodes(context);
  const ailments = new Ailments(store);
  const kubelet = new Kubelet({ context, nodes, ailments, isInert: (namespace) => namespace === BULK_NAMESPACE });
  const load = new LoadTests(context, nodes);
  const usage = new ClusterUsage(context, nodes, load);
  const autoscaler = new Autoscaler(context, usage);
  nodes.onWake = (node, booted) => kubelet.wake(node, booted);
  openScheduler(context);
  openDeployments(context);
  openReplicaSets(context);
  openStatefulSets(context);
  openDaemonSets(context);
  openJobs(context);
  openServices(context);
  openBudgets(context);
  openGarbageCollector(context);

  const register = (): void => {
    for (const machine of machines) nodes.add(machine, pods > 0 ? Math.max(MAX_PODS, pods) : MAX_PODS);
    for (const machine of machines) {
      const node = store.get('core/nodes', machine.name);
      if (machine.role === 'master' && node) for (const pod of staticPods(machine, node)) store.put('core/pods', pod);
    }
  };
  const own = WORLDS.get(name)?.() ?? [];
  const hasDemo = own.some(({ resource, object }) => resource === 'core/namespaces' && object.metadata.name === 'demo');
  settle(context, startMs - RECENT_MS, register, [...systemWorld(), ...readerWorld(hasDemo), ...own]);
  openCronJobs(context);
  nodes.startHeartbeats();
  autoscaler.start();
  fillCluster(context, machines, pods);
  agenda.runUntil(startMs);
  if (churnPerSecond > 0) churn(context, machines, churnPerSecond);
  if (!held) agenda.release();

  return {
    name,
    store,
    agenda,
    context,
    nodes,
    kubelet,
    ailments,
    load,
    usage,
    autoscaler,
    heal: () => {
      ailments.clearAll();
      for (const machine of machines) nodes.setBroken(machine.name, false);
      for (const pod of store.list('core/pods')) {
        const wrong = !isReady(pod) && isActive(pod) && pod.metadata.namespace !== BULK_NAMESPACE;
        if (wrong && recordsAt(pod, 'status', 'containerStatuses').some((each) => at(each, 'state', 'waiting') !== undefined))
          deletePod(context, pod);
      }
    },
    close: () => {
      agenda.close();
      feed.close();
    },
  };
}
