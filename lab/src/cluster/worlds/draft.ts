import type { Json } from '../../kube/fields.ts';
import type { KubeObject, ResourceName } from '../../kube/objectStore.ts';

/** A manifest that somebody applied so many days ago. */
export interface Applied {
  readonly resource: ResourceName;
  readonly object: KubeObject;
  readonly daysAgo: number;
}

type Amount = readonly [cpu: string, memory: string];

export interface ContainerDraft {
  readonly name: string;
  readonly image: string;
  readonly requests?: Amount;
  readonly limits?: Amount;
  readonly port?: number;
  readonly portName?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds before it is asked whether it is ready. Null: nobody asks. */
  readonly probeAfter?: number | null;
  /** An init container that goes on. */
  readonly sidecar?: boolean;
}

const amounts = ([cpu, memory]: Amount): Json => ({ cpu, memory });

export function container(draft: ContainerDraft): Json {
  const { name, image, requests, limits, port, portName = 'http', command, args, env, probeAfter = 1, sidecar } = draft;
  return {
    name,
    image,
    ...(command ? { command } : {}),
    ...(args ? { args } : {}),
    ...(env ? { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) } : {}),
    ...(port === undefined ? {} : { ports: [{ name: portName, containerPort: port, protocol: 'TCP' }] }),
    resources: { ...(requests ? { requests: amounts(requests) } : {}), ...(limits ? { limits: amounts(limits) } : {}) },
    ...(sidecar ? { restartPolicy: 'Always' } : {}),
    ...(port === undefined || probeAfter === null
      ? {}
      : {
          readinessProbe: {
            httpGet: { path: '/', port: portName, scheme: 'HTTP' },
            initialDelaySeconds: probeAfter,
            periodSeconds: 10,
            timeoutSeconds: 1,
            successThreshold: 1,
            failureThreshold: 3,
          },
        }),
  };
}

export interface WorkloadDraft {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly replicas?: number;
  readonly containers: readonly ContainerDraft[];
  readonly init?: readonly ContainerDraft[];
  readonly spec?: Json;
  readonly more?: Json;
  readonly daysAgo?: number;
}

const DAYS_AGO = 12;

function template({ name, labels, containers, init, spec }: WorkloadDraft): Json {
  return {
    metadata: { labels: { app: name, ...labels } },
    spec: { ...(init ? { initContainers: init.map(container) } : {}), containers: containers.map(container), ...spec },
  };
}

function workload(resource: ResourceName, apiVersion: string, kind: string, draft: WorkloadDraft, spec: Json): Applied {
  const { namespace, name, labels, daysAgo = DAYS_AGO } = draft;
  return {
    resource,
    daysAgo,
    object: { apiVersion, kind, metadata: { name, namespace, labels: { app: name, ...labels } }, spec: { ...spec, ...draft.more } },
  };
}

export const deployment = (draft: WorkloadDraft): Applied =>
  workload('apps/deployments', 'apps/v1', 'Deployment', draft, {
    replicas: draft.replicas ?? 1,
    selector: { matchLabels: { app: draft.name } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    template: template(draft),
  });

export const statefulSet = (draft: WorkloadDraft): Applied =>
  workload('apps/statefulsets', 'apps/v1', 'StatefulSet', draft, {
    replicas: draft.replicas ?? 1,
    serviceName: draft.name,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    selector: { matchLabels: { app: draft.name } },
    template: template(draft),
  });

export const daemonSet = (draft: WorkloadDraft): Applied =>
  workload('apps/daemonsets', 'apps/v1', 'DaemonSet', draft, {
    selector: { matchLabels: { app: draft.name } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    template: template(draft),
  });

export const job = (draft: WorkloadDraft): Applied =>
  workload('batch/jobs', 'batch/v1', 'Job', draft, {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    template: template({ ...draft, spec: { restartPolicy: 'Never', ...draft.spec } }),
  });

export const cronJob = (draft: WorkloadDraft & { readonly schedule: string }): Applied =>
  workload('batch/cronjobs', 'batch/v1', 'CronJob', draft, {
    schedule: draft.schedule,
    concurrencyPolicy: 'Forbid',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    jobTemplate: { spec: { backoffLimit: 6, template: template({ ...draft, spec: { restartPolicy: 'OnFailure', ...draft.spec } }) } },
  });

export interface ServiceDraft {
  readonly namespace: string;
  readonly name: string;
  readonly app?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly portName?: string;
  readonly nodePort?: number;
  readonly clusterIP?: string;
  readonly more?: readonly Json[];
  readonly daysAgo?: number;
}

export function service(draft: ServiceDraft): Applied {
  const { namespace, name, app = name, port, targetPort = port, portName, nodePort, clusterIP, more = [], daysAgo = DAYS_AGO } = draft;
  const first = {
    ...(portName ? { name: portName } : {}),
    port,
    targetPort,
    protocol: 'TCP',
    ...(nodePort === undefined ? {} : { nodePort }),
  };
  return {
    resource: 'core/services',
    daysAgo,
    object: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: { app } },
      spec: {
        type: nodePort === undefined ? 'ClusterIP' : 'NodePort',
        ...(clusterIP === undefined ? {} : { clusterIP }),
        selector: { app },
        ports: [first, ...more],
      },
    },
  };
}

export const namespaceOf = (name: string, daysAgo: number): Applied => ({
  resource: 'core/namespaces',
  daysAgo,
  object: {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  },
});

/** CPU autoscaling of a Deployment, between two numbers of replicas. */
export const autoscaler = (namespace: string, name: string, min: number, max: number, percent: number, behavior?: Json): Applied => ({
  resource: 'autoscaling/horizontalpodautoscalers',
  daysAgo: DAYS_AGO,
  object: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }],
      ...(behavior ? { behavior } : {}),
    },
  },
});
