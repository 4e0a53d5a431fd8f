import { K6_SCRIPT } from './k6Script.ts';

/** The k6 that the parsers were tried against. */
export const K6_IMAGE = 'docker.io/grafana/k6:1.8.1';

/** A load test as the command line asks for it. */
export interface LoadTestPlan {
  /** Of the Job and its ConfigMap, and the `test` label of its series. */
  readonly name: string;
  readonly namespace: string;
  readonly url: string;
  readonly users: number;
  readonly seconds: number;
  readonly image: string;
}

const LABELS = { 'app.kubernetes.io/name': 'k6', 'app.kubernetes.io/managed-by': 'tart-lab' };
/** Finished Jobs go by themselves, should nobody be left to remove them. */
const FINISHED_SECONDS = 3600;

export const paths = ({ name, namespace }: Pick<LoadTestPlan, 'name' | 'namespace'>) => ({
  jobs: `/apis/batch/v1/namespaces/${namespace}/jobs`,
  job: `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`,
  configMaps: `/api/v1/namespaces/${namespace}/configmaps`,
  configMap: `/api/v1/namespaces/${namespace}/configmaps/${name}`,
  pods: `/api/v1/namespaces/${namespace}/pods`,
  hpas: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
});

/** The script, for the Job's pod to mount. */
export const toConfigMap = ({ name, namespace }: LoadTestPlan): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: LABELS },
  data: { 'load-test.js': K6_SCRIPT },
});

/** The Job: one pod, tried once, that may do nothing in the cluster and nothing on its node. */
export const toJob = ({ name, namespace, url, users, seconds, image }: LoadTestPlan): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace, labels: LABELS },
  spec: {
    backoffLimit: 0,
    ttlSecondsAfterFinished: FINISHED_SECONDS,
    // A pod that hangs ends some day, too.
    activeDeadlineSeconds: seconds + 300,
    template: {
      metadata: { labels: { ...LABELS, app: name } },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 12_345, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'k6',
            image,
            args: ['run', '--vus', String(users), '--duration', `${seconds}s`, '/scripts/load-test.js'],
            env: [
              { name: 'TARGET_URL', value: url },
              { name: 'K6_NO_USAGE_REPORT', value: 'true' },
            ],
            resources: { requests: { cpu: '200m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }],
          },
        ],
        volumes: [{ name: 'scripts', configMap: { name } }],
      },
    },
  },
});
