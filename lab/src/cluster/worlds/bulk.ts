import { numberAt, recordsAt, textAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import type { Machine } from '../nodes/machine.ts';
import { nameSuffix, templateHash } from '../objects/meta.ts';
import { isReady } from '../objects/pod.ts';
import { recordAt } from '../objects/read.ts';
import { toTime } from '../objects/time.ts';

/** Where pods live that only look as if they ran: thousands of them cost nothing but their memory. */
export const BULK_NAMESPACE = 'bench';

const WORKLOADS = 50;
const TICK_MS = 100;
const REPLACED_SHARE = 0.2;
const RESTARTED_SHARE = 0.3;
const PODS = 'core/pods';

/** Fills a cluster up to so many pods, for benchmarks. No controller looks after them. */
export function fillCluster({ store, random, agenda }: ClusterContext, machines: readonly Machine[], pods: number): void {
  const missing = pods - store.list(PODS).length;
  if (missing <= 0) return;
  store.put('core/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: BULK_NAMESPACE }, status: { phase: 'Active' } });
  const workers = machines.filter(({ role }) => role === 'worker');
  for (let index = 0; index < missing; index++) {
    const machine = workers[index % workers.length];
    if (machine) store.put(PODS, bulkPod(machine, index, nameSuffix(random), agenda.now()));
  }
}

/** Changes bulk pods so often: a half turns unready or ready, others restart, a fifth of the changes replaces a pod. */
export function churn({ store, random, agenda }: ClusterContext, machines: readonly Machine[], perSecond: number): void {
  const workers = machines.filter(({ role }) => role === 'worker');
  const names = store.list(PODS, BULK_NAMESPACE).map(({ metadata }) => metadata.name);
  let owed = 0;
  const change = (): number => {
    const at = random.integer(0, names.length - 1);
    const pod = store.get(PODS, names[at] ?? '', BULK_NAMESPACE);
    const machine = workers[at % workers.length];
    if (!pod || !machine) return 1;
    const roll = random.next();
    if (roll < REPLACED_SHARE / 2) {
      store.remove(PODS, pod.metadata.name, BULK_NAMESPACE);
      const fresh = bulkPod(machine, at, nameSuffix(random), agenda.now());
      store.put(PODS, fresh);
      names[at] = fresh.metadata.name;
      return 2;
    }
    const restarted = roll < REPLACED_SHARE / 2 + RESTARTED_SHARE;
    store.put(PODS, { ...pod, status: bulkStatus(pod, restarted || !isReady(pod), restarted ? 1 : 0, agenda.now()) });
    return 1;
  };
  const tick = (): void => {
    owed += (perSecond * TICK_MS) / 1000;
    while (owed >= 1 && names.length > 0) owed -= change();
    agenda.after(TICK_MS, tick);
  };
  agenda.after(TICK_MS, tick);
}

function bulkPod({ name: node, podPrefix, address }: Machine, index: number, suffix: string, nowMs: number): KubeObject {
  const app = `bench-${String(index % WORKLOADS).padStart(2, '0')}`;
  const hash = templateHash(app);
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${hash}-${suffix}`,
      namespace: BULK_NAMESPACE,
      labels: { app, 'pod-template-hash': hash },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${app}-${hash}`, uid: `bulk-${app}`, controller: true }],
    },
    spec: {
      nodeName: node,
      restartPolicy: 'Always',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'app',
          image: 'registry.example.com/bench/app:1.0.0',
          resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: { memory: '16Mi' } },
        },
      ],
    },
  };
  const place = {
    hostIP: address(),
    podIP: `${podPrefix}.${100 + (Math.floor(index / 250) % 100)}.${2 + (index % 250)}`,
    startTime: toTime(nowMs),
  };
  return { ...pod, status: { ...place, ...bulkStatus({ ...pod, status: place }, true, 0, nowMs) } };
}

function bulkStatus(pod: KubeObject, ready: boolean, restarts: number, nowMs: number): Readonly<Record<string, unknown>> {
  const before = recordsAt(pod, 'status', 'containerStatuses')[0];
  const status = ready ? 'True' : 'False';
  const startedAt = restarts > 0 ? toTime(nowMs) : (textAt(before, 'state', 'running', 'startedAt') ?? toTime(nowMs));
  const ended = {
    exitCode: 1,
    reason: 'Error',
    startedAt: textAt(before, 'state', 'running', 'startedAt') ?? startedAt,
    finishedAt: startedAt,
  };
  return {
    ...recordAt(pod, 'status'),
    phase: 'Running',
    qosClass: 'Burstable',
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
      type,
      status: type.endsWith('Ready') ? status : 'True',
      lastTransitionTime: toTime(nowMs),
    })),
    containerStatuses: [
      {
        name: 'app',
        image: 'registry.example.com/bench/app:1.0.0',
        imageID: '',
        ready,
        started: true,
        restartCount: (numberAt(before, 'restartCount') ?? 0) + restarts,
        state: { running: { startedAt } },
        lastState: restarts > 0 ? { terminated: ended } : recordAt(before, 'lastState'),
      },
    ],
  };
}
