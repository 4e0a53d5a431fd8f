import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { type ControlPlane, openControlPlane, type RunningApiServer } from './controlPlane.ts';

const PROGRAM = process.env['KUBE_APISERVER'];
/** The folder of the Prometheus operator's CRDs, such as charts/crds/crds of kube-prometheus-stack. */
const CRDS = process.env['PROMETHEUS_OPERATOR_CRDS'];

const MANIFESTS = `${import.meta.dirname}/../../manifests`;
const Manifest = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
const manifests = readdirSync(MANIFESTS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.endsWith('-values.yaml'))
  .flatMap((file) =>
    parseAllDocuments(readFileSync(join(MANIFESTS, file), 'utf8')).map((document) => {
      const object = Manifest.parse(document.toJS());
      return { title: `${file} ${object.kind}/${object.metadata.name}`, object };
    }),
  );

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

  it.each(manifests)('would take $title, with no field that it does not know', async ({ object }) => {
    // Those that are there would be compared with what is there: a name of its own makes each a new one.
    const name = `${object.metadata.name}-tried`;
    const args = ['create', '--dry-run=server', '--validate=true', '-o', 'name', '-f', '-'];
    const said = await api.kubectl(args, { ...object, metadata: { ...object.metadata, name } });
    expect(said.trim()).toContain(name);
  });
});
