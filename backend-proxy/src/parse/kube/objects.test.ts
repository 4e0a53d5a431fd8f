import { describe, expect, it } from 'vitest';
import type { ParseFailure, Result } from '../../result.ts';
import { parseDeployment } from './deployment.ts';
import { parseEndpointSlice } from './endpointSlice.ts';
import { parseHpa } from './hpa.ts';
import { parseKubeEvent } from './kubeEvent.ts';
import { parseNode } from './node.ts';
import { parsePod } from './pod.ts';
import { parseService } from './service.ts';
import { recordedItems, recordedList } from './testing.ts';
import { parseNodeUsage, parsePodUsage } from './usage.ts';

const all = <Row>(name: string, parse: (object: unknown) => Result<Row, ParseFailure>): Row[] =>
  recordedItems(name).map((object) => {
    const parsed = parse(object);
    if (!parsed.ok) throw new Error(parsed.error.line);
    return parsed.value;
  });
const at = (time: string) => Date.parse(`2026-10-01T${time}Z`);

describe('parseNode', () => {
  const [master, cordoned, lost] = all('nodes', parseNode);

  it('reads roles, addresses, room, versions and conditions', () => {
    expect(master).toMatchObject({
      name: 'prod-master',
      ready: true,
      schedulable: true,
      roles: ['control-plane'],
      addresses: ['192.168.64.9'],
      version: 'v1.33.4',
      osImage: 'Ubuntu 24.04.3 LTS',
      kernel: '6.8.0-71-generic',
      architecture: 'arm64',
      capacity: { cpuCores: 2, memoryBytes: 3_045_120 * 1024 },
      allocatable: { cpuCores: 2, memoryBytes: 2_942_720 * 1024 },
      podsAllocatable: 110,
      taints: ['node-role.kubernetes.io/control-plane:NoSchedule'],
    });
    expect(master?.conditions.map(({ type }) => type)).toEqual([
      'NetworkUnavailable',
      'MemoryPressure',
      'DiskPressure',
      'PIDPressure',
      'Ready',
    ]);
  });

  it('tells a cordoned node, one that is lost, and one that never said whether it is ready', () => {
    expect(cordoned).toMatchObject({
      schedulable: false,
      taints: ['node.kubernetes.io/unschedulable:NoSchedule', 'dedicated=batch:NoExecute'],
    });
    expect(lost).toMatchObject({ ready: false });
    expect(lost?.conditions.at(-1)).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown', sinceMs: at('08:13:07') });
    expect(
      parseNode({ metadata: { uid: '1', name: 'new', labels: { 'kubernetes.io/role': 'edge' } }, spec: {}, status: {} }),
    ).toMatchObject({
      value: { ready: null, roles: ['edge'], podsAllocatable: null, allocatable: { cpuCores: null } },
    });
  });
});

describe('parseDeployment', () => {
  it('reads counts, where one that is left out is 0', () => {
    expect(all('deployments', parseDeployment)).toMatchObject([
      {
        name: 'nginx-web',
        desired: 5,
        current: 3,
        ready: 3,
        upToDate: 3,
        available: 3,
        paused: false,
        strategy: 'RollingUpdate',
        images: ['nginx:1.27', 'nginx/nginx-prometheus-exporter:1.4.2'],
      },
      { name: 'httpbin', desired: 0, current: 0, ready: 0, paused: true, strategy: 'Recreate' },
    ]);
  });
});

describe('parseHpa', () => {
  const [web, httpbin, reports] = all('hpas', parseHpa);

  it('reads a utilization as a ratio, rules, and what it set when', () => {
    expect(web).toMatchObject({
      target: { kind: 'Deployment', name: 'nginx-web' },
      min: 3,
      max: 10,
      current: 3,
      desired: 5,
      metrics: [{ name: 'cpu', type: 'utilization', current: 0.8, target: 0.5 }],
      scaleUp: {
        stabilizationWindowSeconds: 30,
        selectPolicy: 'Max',
        policies: [{ type: 'Pods', value: 2, periodSeconds: 15 }],
        tolerance: null,
      },
      scaleDown: { stabilizationWindowSeconds: 120, tolerance: 0.05 },
      lastScaleAtMs: at('08:14:02'),
    });
  });

  it('does not know a metric that the HPA could not read', () => {
    expect(httpbin).toMatchObject({
      metrics: [{ name: 'cpu', current: null, target: 0.6 }],
      lastScaleAtMs: null,
      scaleUp: { policies: [] },
    });
  });

  it('reads all five kinds of metric, each in its own unit', () => {
    expect(reports).toMatchObject({ min: 1, max: 4 });
    expect(reports?.metrics).toEqual([
      { name: 'memory', type: 'averageValue', current: 104_857_600, target: 104_857_600 },
      { name: 'cpu (container app)', type: 'utilization', current: 0.7, target: 0.7 },
      { name: 'pods/requests_per_second', type: 'averageValue', current: 900, target: 1000 },
      { name: 'ingress/main/requests_per_second', type: 'value', current: 1900, target: 2000 },
      { name: 'external/queue_messages_ready (queue=reports)', type: 'averageValue', current: null, target: 30, divided: true },
    ]);
  });

  it('finds values by metric while the status still has the order of an older spec', () => {
    const metric = (name: string, field: 'target' | 'current', averageUtilization: number) => ({
      type: 'Resource',
      resource: { name, [field]: { type: 'Utilization', averageUtilization } },
    });
    const parsed = parseHpa({
      metadata: { uid: '1', name: 'a', namespace: 'b' },
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'a' },
        maxReplicas: 3,
        metrics: [metric('memory', 'target', 60), metric('cpu', 'target', 50)],
      },
      status: { desiredReplicas: 1, currentMetrics: [metric('cpu', 'current', 40)] },
    });
    expect(parsed).toMatchObject({
      value: {
        metrics: [
          { name: 'memory', current: null },
          { name: 'cpu', current: 0.4 },
        ],
      },
    });
  });

  it('reads one that its controller has not seen yet', () => {
    const fresh = {
      metadata: { uid: '1', name: 'a', namespace: 'b' },
      spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'a' }, maxReplicas: 3 },
    };
    expect(parseHpa(fresh)).toMatchObject({ value: { min: 1, current: 0, desired: 0, metrics: [], conditions: [] } });
    expect(parseHpa({ ...fresh, status: { desiredReplicas: 0, currentMetrics: null } })).toMatchObject({ ok: true });
  });
});

describe('parseService', () => {
  it('reads addresses and ports of every type', () => {
    expect(all('services', parseService)).toMatchObject([
      {
        name: 'kubernetes',
        type: 'ClusterIP',
        clusterAddresses: ['10.96.0.1'],
        ports: [{ name: 'https', port: 443, target: '6443', nodePort: null }],
      },
      {
        name: 'nginx-web',
        type: 'NodePort',
        ports: [{ name: null, protocol: 'TCP', port: 80, target: 'http', nodePort: 30080 }],
        selector: { app: 'nginx-web' },
      },
      { name: 'redis', clusterAddresses: [] },
      { name: 'gateway', type: 'LoadBalancer', externalAddresses: ['192.168.64.200', 'gateway.example.test', '203.0.113.7'] },
      { name: 'mail', type: 'ExternalName', externalAddresses: ['smtp.example.test'], ports: [], selector: {} },
    ]);
  });
});

describe('parseEndpointSlice', () => {
  it('counts addresses, where one that does not say is ready, and no endpoints are none', () => {
    expect(all('endpointSlices', parseEndpointSlice)).toMatchObject([
      { service: 'nginx-web', ready: 3, notReady: 1 },
      { service: 'httpbin', ready: 0, notReady: 0 },
      { service: null, ready: 1, notReady: 0 },
    ]);
  });
});

describe('parseKubeEvent', () => {
  it('reads the older API, with and without its own times', () => {
    expect(all('events', parseKubeEvent)).toMatchObject([
      {
        type: 'Warning',
        reason: 'BackOff',
        count: 214,
        firstAtMs: at('06:12:00'),
        atMs: at('08:15:02'),
        object: { kind: 'Pod', name: 'httpbin-7f8d6c5b9-k8s2w' },
        source: 'kubelet',
      },
      { type: 'Normal', reason: 'SuccessfulRescale', count: 1, source: 'horizontal-pod-autoscaler' },
      { reason: 'FailedScheduling', count: 1, firstAtMs: at('08:15:00.412'), atMs: at('08:15:00.412'), source: 'default-scheduler' },
    ]);
  });

  it('reads the newer API, series and deprecated fields', () => {
    expect(all('eventsV1', parseKubeEvent)).toMatchObject([
      {
        count: 12,
        firstAtMs: at('08:10:00.412'),
        atMs: at('08:15:20'),
        message: '0/2 nodes are available: 1 Insufficient cpu.',
        object: { kind: 'Pod', name: 'k6' },
      },
      { count: 2, firstAtMs: at('06:10:04'), atMs: at('07:01:28'), source: 'kubelet' },
    ]);
  });
});

describe('usage', () => {
  it('reads nodes', () => {
    expect(parseNodeUsage(recordedList('nodeMetrics'))).toEqual({
      ok: true,
      value: [
        { name: 'prod-master', atMs: at('08:15:30'), windowSeconds: 20.032, cpuCores: 0.412873651, memoryBytes: 1_474_316 * 1024 },
        { name: 'prod-worker1', atMs: at('08:15:27'), windowSeconds: 60.05, cpuCores: 1.203, memoryBytes: 2_943_299_584 },
      ],
    });
  });

  it('adds up the containers of a pod', () => {
    const parsed = parsePodUsage(recordedList('podMetrics'));
    expect(parsed).toMatchObject({
      ok: true,
      value: { length: 4, 2: { namespace: 'demo', cpuCores: 0.012345678, memoryBytes: 82_924 * 1024 } },
    });
  });

  it('leaves out a pod one of whose containers is not measured yet, and is empty for an empty list', () => {
    const pod = { metadata: { name: 'a', namespace: 'b' }, timestamp: '2026-10-01T08:15:25Z', window: '15s' };
    const half = {
      ...pod,
      containers: [
        { name: 'a', usage: { cpu: '1m', memory: '1Mi' } },
        { name: 'b', usage: {} },
      ],
    };
    expect(parsePodUsage({ items: [half, { ...pod, containers: [] }] })).toEqual({ ok: true, value: [] });
    expect(parsePodUsage({ items: null })).toEqual({ ok: true, value: [] });
  });

  it('fails on what is no such list, with the path', () => {
    expect(parsePodUsage({ items: [{ metadata: { name: 'a' } }] })).toMatchObject({
      ok: false,
      error: { line: expect.stringMatching(/^items\.0\.metadata\.namespace/) },
    });
    expect(parseNodeUsage('<html>')).toMatchObject({ ok: false });
    const node = { metadata: { name: 'a' }, timestamp: '2026-10-01T08:15:25Z', window: '15s', usage: { cpu: '1m', memory: '1Mi' } };
    const pod = { ...node, metadata: { name: 'a', namespace: 'b' } };
    const lineOf = (parsed: ReturnType<typeof parseNodeUsage>) => (parsed.ok ? null : parsed.error.line);
    expect(lineOf(parseNodeUsage({ items: [node, { ...node, usage: { cpu: '1x', memory: '1Mi' } }] }))).toBe(
      'items.1.usage.cpu: no quantity',
    );
    expect(lineOf(parseNodeUsage({ items: [{ ...node, usage: { cpu: '1', memory: 5 } }] }))).toBe('items.0.usage.memory: no quantity');
    expect(lineOf(parseNodeUsage({ items: [{ ...node, timestamp: 'soon' }] }))).toBe('items.0.timestamp: no time');
    expect(lineOf(parseNodeUsage({ items: [{ ...node, window: undefined }] }))).toBe('items.0.window: no duration');
    expect(lineOf(parseNodeUsage({ items: [null] }))).toBe('items.0.metadata: no object');
    expect(lineOf(parseNodeUsage({ items: 'none' }))).toBe('items: no list');
    expect(lineOf(parsePodUsage({ items: [{ ...pod, containers: [{ usage: {} }, { usage: { cpu: 'a' } }] }] }))).toBe(
      'items.0.containers.1.usage.cpu: no quantity',
    );
    expect(lineOf(parsePodUsage({ items: [{ ...pod, containers: [7] }] }))).toBe('items.0.containers.0.usage: no object');
  });
});

it.each([
  ['node', parseNode],
  ['pod', parsePod],
  ['deployment', parseDeployment],
  ['hpa', parseHpa],
  ['service', parseService],
  ['endpointSlice', parseEndpointSlice],
  ['event', parseKubeEvent],
])('no %s is read from something else', (_name, parse) => {
  for (const junk of [null, undefined, '', 7, [], {}, { metadata: { name: 'a' } }, { metadata: { uid: 1, name: 'a', namespace: 'b' } }]) {
    expect(parse(junk)).toMatchObject({ ok: false, error: { line: expect.any(String) } });
  }
});
