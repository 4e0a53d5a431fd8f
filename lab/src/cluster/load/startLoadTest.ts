import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { isJobDone } from '../controllers/jobs.ts';

const NAMESPACE = 'demo';
const NAME = 'k6-loadtest';
const RESOURCE = 'batch/jobs';

/** The Job that runs k6 against nginx-web, as a manifest would have it. */
export function loadTestJob(users: number, seconds: number): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: NAME, namespace: NAMESPACE, labels: { app: NAME } },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 0,
      completionMode: 'NonIndexed',
      template: {
        metadata: { labels: { app: NAME } },
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'k6',
              image: 'docker.io/grafana/k6:1.8.1',
              command: ['k6', 'run', '--vus', String(users), '--duration', `${seconds}s`, '-'],
              resources: { requests: { cpu: '200m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
            },
          ],
        },
      },
    },
    status: {},
  };
}

/** Starts a load test, in place of an earlier one that has ended. False while one runs. */
export function startLoadTest({ store, agenda }: ClusterContext, users: number, seconds: number): boolean {
  const before = store.get(RESOURCE, NAME, NAMESPACE);
  if (before && !isJobDone(before)) return false;
  if (before) store.remove(RESOURCE, NAME, NAMESPACE);
  agenda.after(before ? 100 : 0, () => {
    store.put(RESOURCE, loadTestJob(users, seconds));
  });
  return true;
}
