import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { KubeObject } from '../../lab/src/kube/objectStore.ts';
import { openLab, type Lab } from '../../lab/src/openLab.ts';
import { alloyRules } from '../support/alloyRules.ts';
import { discoveredPods } from '../support/discoveredPods.ts';
import { openPrometheus, type PrometheusServer } from '../support/prometheusServer.ts';
import { until } from '../support/proxyProcess.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOUR_S = 3600;
const ENDED = 'ended';
const Values = z.object({ alloy: z.object({ configMap: z.object({ content: z.string() }) }) });
const Targets = z.object({ data: z.object({ activeTargets: z.array(z.object({ labels: z.record(z.string(), z.string()) })) }) });

/** Labels that Alloy's rules give the logs of each container of the lab's cluster dev: by Prometheus, whose relabelling is Alloy's. */
describe('the labels of logs', () => {
  let dir: string;
  let lab: Lab;
  let server: PrometheusServer;
  let pods: readonly KubeObject[];
  const labels = new Map<string, Readonly<Record<string, string>>[]>();
  const of = (where: string, named: Readonly<Record<string, string>>) =>
    (labels.get(where) ?? []).filter((each) => Object.entries(named).every(([name, value]) => each[name] === value));

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tart-lab-log-labels-'));
    lab = await openLab({ dir: join(dir, 'lab'), vms: 5, seed: 1, sshPort: 0, clusters: 2 });
    const inCluster = Values.parse(parse(await readFile(join(ROOT, 'manifests/alloy-values.yaml'), 'utf8'))).alloy.configMap.content;
    const inCompose = await readFile(join(ROOT, 'provisioning/alloy/pods.alloy'), 'utf8');
    const jobs = [
      { job_name: 'a cluster', text: inCluster },
      { job_name: 'docker compose', text: inCompose },
    ];
    pods = lab.clusters.find(({ name }) => name === 'dev')?.cluster.store.list('core/pods') ?? [];
    const [one] = pods;
    if (!one) throw new Error('the cluster dev has no pods');
    const ended = { ...one, metadata: { ...one.metadata, name: ENDED }, status: { phase: 'Succeeded' } };
    const containers = discoveredPods([...pods, ended]);
    server = await openPrometheus(
      join(dir, 'prometheus'),
      HOUR_S,
      jobs.map(({ job_name, text }) => ({
        job_name,
        static_configs: containers.map((each) => ({ targets: ['127.0.0.1:1'], labels: each })),
        // Names that begin with two underscores are shown to nobody.
        relabel_configs: [...alloyRules(text), { source_labels: ['__path__'], target_label: 'path' }],
      })),
    );
    await until(
      async () => {
        const { data } = Targets.parse(await (await fetch(`${server.url}/api/v1/targets`)).json());
        for (const { job_name } of jobs)
          labels.set(
            job_name,
            data.activeTargets.flatMap(({ labels: each }) => (each['job'] === job_name ? [each] : [])),
          );
        return jobs.every(({ job_name }) => of(job_name, { app: 'nginx-web' }).length >= 3) || undefined;
      },
      30_000,
      () => server.log(),
    );
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    await lab?.close();
    await rm(dir, { recursive: true });
  });

  it.each(['a cluster', 'docker compose'])('name app, namespace, pod, container, node and VM, in %s', (where) => {
    const [nginx] = of(where, { app: 'nginx-web' });
    expect(nginx).toMatchObject({ namespace: 'demo', container: 'nginx', node: expect.stringMatching(/^dev-/) });
    expect(nginx?.['pod']).toMatch(/^nginx-web-/);
    expect(nginx?.['vm']).toBe(nginx?.['node']);
    // By k8s-app, which comes before app.kubernetes.io/name, `cilium-agent`.
    expect(
      of(where, { namespace: 'kube-system', app: 'cilium', container: 'cilium-agent' })
        .map(({ node }) => node)
        .sort(),
    ).toEqual(['dev-master', 'dev-worker1']);
    for (const each of labels.get(where) ?? [])
      for (const name of ['namespace', 'pod', 'container', 'node']) expect(each[name], JSON.stringify(each)).toBeTruthy();
  });

  it('lead to the folder of each container’s logs, also of pods that the kubelet runs from files', () => {
    const metadata = (pod: string | undefined) => pods.find(({ metadata: { name } }) => name === pod)?.metadata;
    const [nginx] = of('a cluster', { app: 'nginx-web' });
    expect(nginx?.['path']).toBe(`/var/log/pods/*${metadata(nginx?.['pod'])?.uid}/nginx/*.log`);
    const [etcd] = of('a cluster', { pod: 'etcd-dev-master' });
    const hash = metadata('etcd-dev-master')?.annotations?.['kubernetes.io/config.hash'];
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(etcd?.['path']).toBe(`/var/log/pods/*${hash}/etcd/*.log`);
  });

  it('belong to no pod that has ended, where logs are followed through the API', () => {
    expect(of('docker compose', { pod: ENDED })).toEqual([]);
    expect(of('a cluster', { pod: ENDED })).not.toEqual([]);
  });
});
