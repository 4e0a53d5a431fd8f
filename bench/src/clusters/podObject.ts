import type { KubeObject } from '../../../lab/src/kube/objectStore.ts';

/** What tells one pod of a large cluster from the others. `createdAt` is as Kubernetes writes times. */
export interface PodDraft {
  readonly namespace: string;
  readonly deployment: string;
  readonly hash: string;
  readonly suffix: string;
  readonly node: string;
  readonly address: string;
  readonly createdAt: string;
  /** Shared by all pods of a deployment, so that 10,000 pods are cheap to hold. */
  readonly spec: Readonly<Record<string, unknown>>;
}

const IMAGE_ID = 'registry.example.com/platform/service@sha256:4c1c6f5d6a5b8e2f7d9a0b3c6e8f1a2b4d5c7e9f0a1b2c3d4e5f60718293a4b5';
const CONDITIONS = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

/** The spec of a deployment's pods as the API server fills it in: two containers with probes, variables and volumes. */
export function makePodSpec(deployment: string): Readonly<Record<string, unknown>> {
  const probe = (path: string) => ({
    httpGet: { path, port: 'http', scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  const container = (name: string, cpu: string, memory: string) => ({
    name,
    image: `registry.example.com/platform/${name}:1.42.7`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: [
      { name: 'SERVICE', value: deployment },
      { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
      { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: `${deployment}-database`, key: 'url' } } },
    ],
    resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu, memory } },
    volumeMounts: [{ name: 'kube-api-access', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
    livenessProbe: probe('/healthz'),
    readinessProbe: probe('/readyz'),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  });
  return {
    containers: [container('service', '100m', '128Mi'), container('proxy', '10m', '32Mi')],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: deployment,
    schedulerName: 'default-scheduler',
    tolerations: ['not-ready', 'unreachable'].map((key) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
    volumes: [{ name: 'kube-api-access', projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] } }],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

/** A running pod of a deployment, about 4 KB as JSON, as the real thing. */
export function makePod({ namespace, deployment, hash, suffix, node, address, createdAt, spec }: PodDraft): KubeObject {
  const set = `${deployment}-${hash}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${set}-${suffix}`,
      generateName: `${set}-`,
      namespace,
      creationTimestamp: createdAt,
      labels: { app: deployment, 'app.kubernetes.io/name': deployment, 'pod-template-hash': hash },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set, uid: `5f7d0c9e-${hash}`, controller: true }],
    },
    spec: { ...spec, nodeName: node },
    status: {
      phase: 'Running',
      conditions: CONDITIONS.map((type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: createdAt })),
      hostIP: '10.0.0.7',
      podIP: address,
      podIPs: [{ ip: address }],
      startTime: createdAt,
      containerStatuses: ['service', 'proxy'].map((name) => runningContainer(name, 0, createdAt)),
      qosClass: 'Burstable',
    },
  };
}

/** The status of a container that runs since `startedAt`; with restarts, its last run ended by an error then. */
export function runningContainer(name: string, restartCount: number, startedAt: string, ready = true) {
  const ended = { exitCode: 1, reason: 'Error', startedAt, finishedAt: startedAt, containerID: `containerd://${'7f'.repeat(32)}` };
  return {
    name,
    state: { running: { startedAt } },
    lastState: restartCount > 0 ? { terminated: ended } : {},
    ready,
    restartCount,
    image: `registry.example.com/platform/${name}:1.42.7`,
    imageID: IMAGE_ID,
    containerID: `containerd://${'3e'.repeat(32)}`,
    started: true,
  };
}
