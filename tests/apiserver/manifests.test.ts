import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifests } from '../../scripts/manifestFiles.mjs';
import { type ControlPlane, openControlPlane, type RunningApiServer } from './controlPlane.ts';

const PROGRAM = process.env['KUBE_APISERVER'];
/** The folder of the Prometheus operator's CRDs, such as charts/crds/crds of kube-prometheus-stack. */
const CRDS = process.env['PROMETHEUS_OPERATOR_CRDS'];

describe('a real API server', () => {
  let plane: ControlPlane;
  let api: RunningApiServer;
  beforeAll(async () => {
    if (!PROGRAM || !CRDS) throw new Error('KUBE_APISERVER names a kube-apiserver, PROMETHEUS_OPERATOR_CRDS the folder of its CRDs');
    plane = await openControlPlane(PROGRAM);
    api = await plane.openApiServer();
    await promisify(execFile)('kubectl', ['--kubeconfig', api.kubeconfig, 'create', '-f', CRDS]);
    for (const name of ['demo', 'monitoring', 'tart-lab']) await api.kubectl(['create', 'namespace', name]);
    await api.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
  });
  afterAll(() => plane.close());

  it.each(manifests().map(({ file, object }) => [`${file} ${object.kind}/${object.metadata.name}`, object] as const))(
    'would take %s, with no field that it does not know',
    async (_name, object) => {
      const said = await api.kubectl(['create', '--dry-run=server', '--validate=true', '-o', 'name', '-f', '-'], {
        ...object,
        // Those that are there are compared with what is there; a name of its own makes each a new one.
        metadata: { ...object.metadata, name: `${object.metadata.name}-tried` },
      });
      expect(said.trim()).toContain(`${object.metadata.name}-tried`);
    },
  );
});
