import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureStore } from '../../lab/src/kube/fixture/fixtureStore.ts';
import { type KubeServer, openKubeApi } from '../../lab/src/kube/openKubeApi.ts';

const MANIFESTS = `${import.meta.dirname}/../../manifests`;

/** The simulated API has no schemas: that kubectl reads the files and the API knows their kinds is what is seen here. With schemas: tests/apiserver. */
describe('the manifests, by kubectl', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tart-lab-manifests-'));
  let api: KubeServer;
  const kubectl = (...args: string[]) => promisify(execFile)('kubectl', ['--kubeconfig', join(dir, 'kubeconfig'), ...args]);
  beforeAll(async () => {
    api = await openKubeApi({ name: 'dev', dir, store: fixtureStore(Date.now()) });
    writeFileSync(join(dir, 'kubeconfig'), api.kubeconfig(), { mode: 0o600 });
    await kubectl('apply', '-f', `${MANIFESTS}/rbac/tart-lab.yaml`); // a dry run makes no namespace for what follows
  });
  afterAll(async () => {
    await api.close();
    rmSync(dir, { recursive: true });
  });

  it.each([
    ['demo', ['deployment.apps/nginx-web', 'job.batch/k6-loadtest', 'networkpolicy.networking.k8s.io/redis', 'statefulset.apps/redis']],
    ['hpa', ['horizontalpodautoscaler.autoscaling/nginx-web', 'poddisruptionbudget.policy/nginx-web']],
    ['rbac', ['clusterrole.rbac.authorization.k8s.io/tart-lab']],
  ])('would apply %s', async (folder, expected) => {
    const { stdout } = await kubectl('apply', '--dry-run=server', '-f', `${MANIFESTS}/${folder}`);
    for (const name of expected) expect(stdout).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')} \\w+ \\(server dry run\\)$`, 'm'));
    expect(
      stdout
        .trim()
        .split('\n')
        .every((line) => line.endsWith('(server dry run)')),
    ).toBe(true);
  });
});
