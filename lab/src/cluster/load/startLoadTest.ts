import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import { isJobDone } from '../controllers/jobs.ts';

const NAMESPACE = 'demo';
const NAME = 'k6-loadtest';
const RESOURCE = 'batch/jobs';
const SCRIPT = 'loadtest.js';
const SCRIPT_MAP = 'k6-loadtest-script';

/** The Job that runs k6 against nginx-web, as a manifest would have it: with a script of its own, or with one that it reads from nowhere. */
export function loadTestJob(users: number, seconds: number, scripted: boolean): KubeObject {
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
              command: ['k6', 'run', '--vus', String(users), '--duration', `${seconds}s`, scripted ? `/scripts/${SCRIPT}` : '-'],
              ...(scripted ? { volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }] } : {}),
              resources: { requests: { cpu: '200m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
            },
          ],
          ...(scripted ? { volumes: [{ name: 'scripts', configMap: { name: SCRIPT_MAP } }] } : {}),
        },
      },
    },
    status: {},
  };
}

/** Its script. Like that of `tart-lab loadtest`, it tells what a user meets while it runs, and everything at its end. */
const scriptMap = (): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: SCRIPT_MAP, namespace: NAMESPACE, labels: { app: NAME } },
  data: {
    [SCRIPT]: `import http from 'k6/http';
import exec from 'k6/execution';

let asked = { since: Date.now(), failed: 0, durations: [] };

export default function () {
  const { status, timings } = http.get('http://nginx-web.${NAMESPACE}.svc');
  if (exec.vu.idInTest !== 1) return;
  asked.durations.push(timings.duration);
  if (status === 0 || status >= 400) asked.failed += 1;
  if (Date.now() - asked.since < 5000) return;
  const sorted = asked.durations.sort((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  console.log(\`tart-lab requests=\${sorted.length} failed=\${asked.failed} p50=\${p50} p95=\${p95} p99=\${p99}\`);
  asked = { since: Date.now(), failed: 0, durations: [] };
}

export const handleSummary = (data) => ({ stdout: \`\${JSON.stringify(data)}\\n\` });
`,
  },
});

/** Starts a load test, in place of an earlier one that has ended. False while one runs. Without `scripted` k6 tells its figures at its end only. */
export function startLoadTest(
  { store, agenda }: ClusterContext,
  users: number,
  seconds: number,
  { scripted = true }: { readonly scripted?: boolean } = {},
): boolean {
  const before = store.get(RESOURCE, NAME, NAMESPACE);
  if (before && !isJobDone(before)) return false;
  if (before) store.remove(RESOURCE, NAME, NAMESPACE);
  agenda.after(before ? 100 : 0, () => {
    if (scripted) store.put('core/configmaps', scriptMap());
    store.put(RESOURCE, loadTestJob(users, seconds, scripted));
  });
  return true;
}
