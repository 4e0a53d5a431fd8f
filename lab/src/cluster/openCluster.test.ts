import { describe, expect, it } from 'vitest';
import { at, numberAt, recordsAt, textAt } from '../kube/fields.ts';
import type { KubeObject } from '../kube/objectStore.ts';
import { deletePod } from './controllers/podActions.ts';
import { conditionOf, isConditionTrue } from './objects/conditions.ts';
import { isReady, phaseOf } from './objects/pod.ts';
import { recordAt } from './objects/read.ts';
import type { SimulatedCluster } from './openCluster.ts';
import { testCluster } from './testing.ts';

const pods = ({ store }: SimulatedCluster, namespace: string, app: string): KubeObject[] =>
  store.list('core/pods', namespace).filter(({ metadata }) => metadata.labels?.app === app);
const podsOf = (cluster: SimulatedCluster, app: string): KubeObject[] => pods(cluster, 'demo', app);
const scale = ({ store }: SimulatedCluster, name: string, replicas: number): void => {
  const deployment = store.get('apps/deployments', name, 'demo');
  if (deployment) store.put('apps/deployments', { ...deployment, spec: { ...recordAt(deployment, 'spec'), replicas } });
};
const waitingReason = (pod: KubeObject | undefined): unknown =>
  at(recordsAt(pod, 'status', 'containerStatuses')[0], 'state', 'waiting', 'reason');
const isReadyNow = (pod: KubeObject | undefined): boolean => pod !== undefined && isReady(pod);
const restarts = (pod: KubeObject | undefined): unknown => recordsAt(pod, 'status', 'containerStatuses')[0]?.restartCount;
const readyEndpoints = ({ store }: SimulatedCluster, service: string): number =>
  store
    .list('discovery.k8s.io/endpointslices', 'demo')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)
    .flatMap((slice) => recordsAt(slice, 'endpoints'))
    .filter((endpoint) => at(endpoint, 'conditions', 'ready') === true).length;

describe('a cluster of the reference lab', () => {
  it.each([
    ['platform', 3, 28],
    ['dev', 2, 19],
    ['staging', 2, 15],
    ['prod', 3, 27],
  ])('%s has %i nodes and %i pods, and all that should be ready is', (name, nodes, count) => {
    const { cluster, machines } = testCluster(name);
    const all = cluster.store.list('core/pods');
    expect(cluster.store.list('core/nodes').map(({ metadata }) => metadata.name)).toEqual(machines.map((machine) => machine.name).sort());
    expect(cluster.store.list('core/nodes').filter((node) => isConditionTrue(node, 'Ready'))).toHaveLength(nodes);
    expect(all).toHaveLength(count);
    expect(all.filter((pod) => !isReady(pod) && phaseOf(pod) !== 'Succeeded')).toEqual([]);
    for (const deployment of cluster.store.list('apps/deployments'))
      expect(numberAt(deployment, 'status', 'availableReplicas')).toBe(numberAt(deployment, 'spec', 'replicas'));
    const addresses = all.filter((pod) => at(pod, 'spec', 'hostNetwork') !== true).map((pod) => textAt(pod, 'status', 'podIP'));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('is the same for the same seed, and another for another', () => {
    const names = (seed: number): string[] =>
      testCluster('dev', seed)
        .cluster.store.list('core/pods')
        .map(({ metadata }) => metadata.name);
    expect(names(3)).toEqual(names(3));
    expect(names(4)).not.toEqual(names(3));
  });

  it('writes nothing while nothing happens but its nodes’ heartbeats', () => {
    const { cluster, advance } = testCluster('staging');
    const before = cluster.store.resourceVersion;
    advance(600);
    expect(cluster.store.resourceVersion - before).toBe(4);
  });

  it('has sidecars, init containers, limits, and finished jobs in prod', () => {
    const { cluster } = testCluster('prod');
    const [orders] = pods(cluster, 'shop', 'orders');
    expect(recordsAt(orders, 'status', 'initContainerStatuses').map((each) => each.ready)).toEqual([false, true]);
    expect(recordsAt(orders, 'spec', 'containers')[0]).toMatchObject({ resources: { limits: { memory: '2Gi' } } });
    const finished = cluster.store.list('core/pods').filter((pod) => phaseOf(pod) === 'Succeeded');
    expect(finished.map(({ metadata }) => metadata.labels?.app).sort()).toEqual([
      'invoices',
      'invoices',
      'invoices',
      'orders-migrate-4-2-1',
    ]);
  });
});

describe('its controllers', () => {
  it('replace a deleted pod, and take it out of its service at once', () => {
    const { cluster, advance } = testCluster('dev');
    const [first] = podsOf(cluster, 'nginx-web');
    if (!first) throw new Error('no pod');
    deletePod(cluster.context, first);
    advance(0.2);
    expect(readyEndpoints(cluster, 'nginx-web')).toBe(2);
    expect(podsOf(cluster, 'nginx-web')).toHaveLength(4);
    advance(10);
    expect(readyEndpoints(cluster, 'nginx-web')).toBe(3);
    expect(podsOf(cluster, 'nginx-web').map(({ metadata }) => metadata.name)).not.toContain(first.metadata.name);
  });

  it('scale by the Deployment’s replicas, through Pending to Ready within seconds', () => {
    const { cluster, advance } = testCluster('dev');
    scale(cluster, 'nginx-web', 6);
    advance(0.2);
    const fresh = podsOf(cluster, 'nginx-web').filter((pod) => phaseOf(pod) === 'Pending');
    expect(fresh).toHaveLength(3);
    advance(0.9);
    const all = [...fresh, ...podsOf(cluster, 'nginx-web')];
    expect(all.some((pod) => waitingReason(pod) === 'ContainerCreating' || phaseOf(pod) === 'Running')).toBe(true);
    advance(8);
    expect(podsOf(cluster, 'nginx-web').filter(isReady)).toHaveLength(6);
    scale(cluster, 'nginx-web', 3);
    advance(5);
    expect(podsOf(cluster, 'nginx-web')).toHaveLength(3);
  });

  it('roll out a new template without losing availability', () => {
    const { cluster, advance } = testCluster('dev');
    const deployment = cluster.store.get('apps/deployments', 'nginx-web', 'demo');
    const template = recordAt(deployment, 'spec', 'template');
    const containers = recordsAt(template, 'spec', 'containers').map((each) => ({ ...each, image: 'docker.io/library/nginx:1.31' }));
    if (!deployment) throw new Error('no deployment');
    const next = { ...recordAt(deployment, 'spec'), template: { ...template, spec: { ...recordAt(template, 'spec'), containers } } };
    cluster.store.put('apps/deployments', { ...deployment, spec: next });
    for (let second = 0; second < 40; second++) {
      advance(1);
      expect(podsOf(cluster, 'nginx-web').filter(isReady).length).toBeGreaterThanOrEqual(3);
      expect(podsOf(cluster, 'nginx-web').length).toBeLessThanOrEqual(5);
    }
    expect(podsOf(cluster, 'nginx-web').map((pod) => recordsAt(pod, 'spec', 'containers')[0]?.image)).toEqual(
      Array(3).fill('docker.io/library/nginx:1.31'),
    );
  });

  it('remove what belonged to a deleted Deployment', () => {
    const { cluster, advance } = testCluster('dev');
    cluster.store.remove('apps/deployments', 'httpbin', 'demo');
    advance(5);
    expect(podsOf(cluster, 'httpbin')).toEqual([]);
    expect(cluster.store.list('apps/replicasets', 'demo').map(({ metadata }) => metadata.labels?.app)).toEqual(['nginx-web']);
  });

  it('leave a pod waiting that fits nowhere, and say why', () => {
    const { cluster, advance } = testCluster('staging');
    const node = cluster.store.get('core/nodes', 'staging-worker1');
    if (!node) throw new Error('no node');
    cluster.store.put('core/nodes', { ...node, spec: { ...recordAt(node, 'spec'), unschedulable: true } });
    scale(cluster, 'nginx-web', 3);
    advance(5);
    const waiting = podsOf(cluster, 'nginx-web').find((pod) => phaseOf(pod) === 'Pending');
    expect(conditionOf(waiting, 'PodScheduled')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    expect(String(conditionOf(waiting, 'PodScheduled')?.message)).toContain('1 node(s) were unschedulable');
    const now = cluster.store.get('core/nodes', 'staging-worker1');
    if (now) cluster.store.put('core/nodes', { ...now, spec: { ...recordAt(now, 'spec'), unschedulable: false } });
    advance(8);
    expect(podsOf(cluster, 'nginx-web').filter(isReady)).toHaveLength(3);
  });

  it('run CronJobs when they are due, and keep the last three', () => {
    const { cluster, advance } = testCluster('prod');
    advance(3 * 3600);
    const jobs = cluster.store.list('batch/jobs', 'shop').filter(({ metadata }) => metadata.name.startsWith('invoices'));
    expect(jobs).toHaveLength(4); // the one that just began, and three before it
    expect(pods(cluster, 'shop', 'invoices')).toHaveLength(4);
  });
});

describe('a pod that suffers', () => {
  it('crash-loops with a back-off that doubles, and recovers', () => {
    const { cluster, advance } = testCluster('dev');
    const redis = () => cluster.store.get('core/pods', 'redis-0', 'demo');
    cluster.ailments.set('demo', 'redis', 'crash-loop');
    const pod = redis();
    if (!pod) throw new Error('no redis');
    cluster.kubelet.kill(pod, undefined, 1, 'Error');
    advance(8);
    expect(waitingReason(redis())).toBe('CrashLoopBackOff');
    expect(at(recordsAt(redis(), 'status', 'containerStatuses')[0], 'lastState', 'terminated', 'exitCode')).toBe(1);
    expect(restarts(redis())).toBe(1);
    advance(12);
    expect(restarts(redis())).toBe(2);
    advance(20);
    expect(restarts(redis())).toBe(3);
    expect(readyEndpoints(cluster, 'redis')).toBe(0);
    advance(1200);
    expect(restarts(redis())).toBeLessThan(11);
    cluster.heal();
    advance(10);
    expect(isReadyNow(redis())).toBe(true);
  });

  it('is restarted after the kernel killed it for its memory', () => {
    const { cluster, advance } = testCluster('dev');
    const [pod] = podsOf(cluster, 'nginx-web');
    if (!pod) throw new Error('no pod');
    cluster.kubelet.kill(pod, undefined, 137, 'OOMKilled');
    advance(6);
    const now = cluster.store.get('core/pods', pod.metadata.name, 'demo');
    expect(recordsAt(now, 'status', 'containerStatuses')[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    });
    expect(now && isReady(now)).toBe(true);
  });

  it('stays as failed when it is evicted, and is replaced', () => {
    const { cluster, advance } = testCluster('dev');
    const [pod] = podsOf(cluster, 'httpbin');
    if (!pod) throw new Error('no pod');
    cluster.kubelet.evict(pod, 'The node was low on resource: memory.');
    advance(8);
    expect(cluster.store.get('core/pods', pod.metadata.name, 'demo')?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(podsOf(cluster, 'httpbin').filter(isReady)).toHaveLength(2);
  });

  it('cannot pull its image until that is mended', () => {
    const { cluster, advance } = testCluster('dev');
    cluster.ailments.set('demo', 'httpbin', 'image-pull');
    const [pod] = podsOf(cluster, 'httpbin');
    if (pod) deletePod(cluster.context, pod);
    advance(9);
    const ill = podsOf(cluster, 'httpbin').find((each) => !isReady(each));
    expect(recordsAt(ill, 'status', 'initContainerStatuses')[0]).toMatchObject({ state: { waiting: { reason: 'ImagePullBackOff' } } });
    cluster.ailments.clearAll();
    advance(30);
    expect(podsOf(cluster, 'httpbin').filter(isReady)).toHaveLength(2);
  });
});

describe('a node whose VM stops', () => {
  it('is unknown after 40 s, loses its pods after five minutes more, and comes back with the VM', () => {
    const { cluster, machines, advance } = testCluster('prod');
    const worker = machines.find(({ name }) => name === 'prod-worker2');
    const node = () => cluster.store.get('core/nodes', 'prod-worker2');
    if (!worker) throw new Error('no worker');
    const here = cluster.context.podsByNode
      .with('prod-worker2')
      .filter(({ metadata }) => metadata.namespace === 'shop' && metadata.labels?.app === 'web');
    expect(here.length).toBeGreaterThan(0);
    worker.running = false;
    cluster.nodes.machineChanged('prod-worker2', false);
    advance(39);
    expect(isConditionTrue(node(), 'Ready')).toBe(true);
    advance(2);
    expect(conditionOf(node(), 'Ready')).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown' });
    expect(recordsAt(node(), 'spec', 'taints').map(({ effect }) => effect)).toEqual(['NoSchedule', 'NoExecute']);
    expect(pods(cluster, 'shop', 'web').filter(isReady)).toHaveLength(3 - here.length);
    advance(310);
    expect(pods(cluster, 'shop', 'web').filter(isReady)).toHaveLength(3);
    expect(pods(cluster, 'shop', 'web').filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toHaveLength(here.length);
    worker.running = true;
    worker.ip = '192.168.64.77';
    cluster.nodes.machineChanged('prod-worker2', true);
    advance(20);
    expect(isConditionTrue(node(), 'Ready')).toBe(true);
    expect(recordsAt(node(), 'status', 'addresses')[0]?.address).toBe('192.168.64.77');
    expect(recordsAt(node(), 'spec', 'taints')).toEqual([]);
    expect(pods(cluster, 'shop', 'web')).toHaveLength(3);
    const agent = cluster.context.podsByNode.with('prod-worker2').find(({ metadata }) => metadata.labels?.app === 'cilium');
    expect(restarts(agent)).toBe(1);
    expect(agent && isReady(agent)).toBe(true);
  });

  it('restarts its containers when the VM reboots, and stays ready', () => {
    const { cluster, advance } = testCluster('dev');
    cluster.nodes.machineRebooted('dev-worker1');
    advance(20);
    expect(isConditionTrue(cluster.store.get('core/nodes', 'dev-worker1'), 'Ready')).toBe(true);
    expect(podsOf(cluster, 'nginx-web').map(restarts)).toEqual([1, 1, 1]);
    expect(podsOf(cluster, 'nginx-web').filter(isReady)).toHaveLength(3);
  });

  it('is not ready at once by a fault, and ready again when that is cleared', () => {
    const { cluster, advance } = testCluster('dev');
    cluster.nodes.setBroken('dev-worker1', true);
    expect(conditionOf(cluster.store.get('core/nodes', 'dev-worker1'), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'KubeletNotReady',
    });
    advance(1);
    expect(readyEndpoints(cluster, 'nginx-web')).toBe(0);
    cluster.nodes.setBroken('dev-worker1', false);
    advance(2);
    expect(readyEndpoints(cluster, 'nginx-web')).toBe(3);
  });
});

describe('usage', () => {
  it('of pods stays below that of their node, and of nodes below their CPUs', () => {
    const { cluster } = testCluster('platform');
    const { nodes, pods: measured } = cluster.usage.read();
    expect(measured).toHaveLength(28);
    for (const { name, cpuNanocores, memoryBytes } of nodes) {
      const own = cluster.context.podsByNode.with(name).map(({ metadata }) => metadata.name);
      const containers = measured.filter((pod) => own.includes(pod.name)).flatMap((pod) => pod.containers);
      expect(containers.reduce((sum, each) => sum + each.cpuNanocores, 0)).toBeLessThan(cpuNanocores);
      expect(containers.reduce((sum, each) => sum + each.memoryBytes, 0)).toBeLessThan(memoryBytes);
      expect(cpuNanocores).toBeLessThanOrEqual(3e9);
    }
  });

  it('of a fresh pod is unknown for up to two periods', () => {
    const { cluster, advance } = testCluster('staging');
    scale(cluster, 'nginx-web', 3);
    advance(8);
    const fresh = podsOf(cluster, 'nginx-web').find(({ metadata }) => metadata.creationTimestamp?.startsWith('2026-03-10'));
    const known = (): boolean => cluster.usage.read().pods.some(({ name }) => name === fresh?.metadata.name);
    expect(fresh && isReady(fresh)).toBe(true);
    expect(known()).toBe(false);
    advance(30);
    expect(known()).toBe(true);
  });
});
