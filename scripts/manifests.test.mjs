import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helmValues, manifests, podSpecOf } from './manifestFiles.mjs';
import { root } from './setup.mjs';

const CLUSTER_WIDE = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];
const all = manifests();
const find = (kind, name) => all.find(({ object }) => object.kind === kind && object.metadata.name === name)?.object;
const workloads = all.filter(({ object }) => podSpecOf(object));
const containers = workloads.flatMap(({ file, object }) =>
  podSpecOf(object).containers.map((container) => ({ at: `${file}: ${object.metadata.name}/${container.name}`, container })),
);

describe('the manifests', () => {
  it('each say where they belong', () => {
    expect(all.length).toBeGreaterThan(30);
    for (const { file, object } of all) {
      expect(object, file).toMatchObject({
        apiVersion: expect.any(String),
        kind: expect.any(String),
        metadata: { name: expect.any(String) },
      });
      if (!CLUSTER_WIDE.includes(object.kind)) expect(object.metadata.namespace, `${file}: ${object.metadata.name}`).toBeTruthy();
    }
  });

  it('pin every image that comes from a registry', () => {
    for (const { at, container } of containers)
      if (container.image !== 'tart-lab') expect(container.image, at).toMatch(/^[a-z0-9.-]+\/[a-z0-9./-]+:v?\d+\.\d+[\w.-]*$/);
  });

  it('ask for CPU and memory, bound memory, and run as nobody with nothing to gain', () => {
    expect(containers.length).toBeGreaterThanOrEqual(5);
    for (const { at, container } of containers) {
      expect(container.resources, at).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
      expect(container.securityContext, at).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    for (const { file, object } of workloads) {
      const pod = podSpecOf(object);
      expect(pod.securityContext, file).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.automountServiceAccountToken, file).toBe(false);
      if (object.kind !== 'Job') for (const { readinessProbe } of pod.containers) expect(readinessProbe, file).toBeDefined();
    }
  });

  it('select pods that are there', () => {
    const labels = workloads.map(({ object }) => object.spec.template.metadata.labels);
    const selectors = all
      .filter(({ object }) => ['Service', 'PodDisruptionBudget', 'NetworkPolicy'].includes(object.kind))
      .map(({ file, object }) => [file, object.spec.selector?.matchLabels ?? object.spec.podSelector?.matchLabels ?? object.spec.selector]);
    for (const [file, selector] of selectors)
      expect(
        labels.some((own) => Object.entries(selector).every(([name, value]) => own[name] === value)),
        `${file}: ${JSON.stringify(selector)}`,
      ).toBe(true);
  });
});

describe('manifests/README.md', () => {
  const text = readFileSync(join(root, 'manifests/README.md'), 'utf8');

  it('tells of every file, and of none that is not there', () => {
    const table = text.slice(text.indexOf('## The files'), text.indexOf('## What checks them'));
    const told = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) =>
      [...cell.matchAll(/`([^`]+\.yaml)`/g)].map(([, file]) => file),
    );
    const there = readdirSync(join(root, 'manifests'), { recursive: true }).filter((file) => file.endsWith('.yaml'));
    expect(told.sort()).toEqual(there.sort());
  });

  it('installs the charts that the values are for', () => {
    const versions = { 'kube-prometheus-stack': 'monitoring', loki: 'loki', alloy: 'alloy', 'metrics-server': 'metrics-server' };
    for (const [chart, values] of Object.entries(versions)) {
      const [, version] = new RegExp(`/${chart} --version (\\S+)`).exec(text) ?? [];
      const [head] = readFileSync(join(root, `manifests/${values}-values.yaml`), 'utf8').split('\n');
      expect(head, chart).toContain(`chart ${version}`);
    }
  });
});

describe('what the demo is for', () => {
  it('is nginx-web at port 30080 of every node, scaled from 3 to 10 at half of its CPU, up quickly and down slowly', () => {
    expect(find('Service', 'nginx-web').spec).toMatchObject({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    expect(find('HorizontalPodAutoscaler', 'nginx-web').spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nginx-web' },
      minReplicas: 3,
      maxReplicas: 10,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 30, policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }] },
        scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }] },
      },
    });
    expect(find('PodDisruptionBudget', 'nginx-web').spec.minAvailable).toBe(2);
    expect(find('HorizontalPodAutoscaler', 'httpbin').spec).toMatchObject({ minReplicas: 2, maxReplicas: 6 });
  });

  it('leaves the number of pods to the HPAs', () => {
    for (const name of ['nginx-web', 'httpbin']) expect(find('Deployment', name).spec).not.toHaveProperty('replicas');
  });

  it('is asked by 100 users for a minute', () => {
    const [{ image, command, env }] = find('Job', 'k6-loadtest').spec.template.spec.containers;
    // The same as of `tart-lab loadtest`.
    expect(readFileSync(join(root, 'backend-proxy/src/cli/loadtest/k6Objects.ts'), 'utf8')).toContain(`'${image}'`);
    expect(command.join(' ')).toMatch(/^k6 run --vus 100 --duration 60s /);
    expect(env).toEqual([{ name: 'TARGET_URL', value: 'http://nginx-web.demo.svc/' }]);
  });
});

describe('the values for Helm', () => {
  it('keep a week of metrics in 10 GiB, within 2 GiB of memory', () => {
    const { retention, resources, storageSpec } = helmValues('monitoring').prometheus.prometheusSpec;
    expect(retention).toBe('7d');
    expect(resources).toEqual({ requests: { cpu: '200m', memory: '512Mi' }, limits: { memory: '2Gi' } });
    expect(storageSpec.volumeClaimTemplate.spec.resources.requests.storage).toBe('10Gi');
  });

  it('make Prometheus the one default source of Grafana, and hold no password', () => {
    const { grafana } = helmValues('monitoring');
    expect(grafana.sidecar.datasources.isDefaultDatasource).toBe(true);
    expect(grafana.additionalDataSources.map(({ uid, isDefault }) => [uid, isDefault])).toEqual([['loki', false]]);
    expect(grafana).not.toHaveProperty('adminPassword');
    expect(grafana.admin.existingSecret).toBeTruthy();
  });

  it('have Alertmanager read the Secret that is applied', () => {
    const { useExistingSecret, configSecret } = helmValues('monitoring').alertmanager.alertmanagerSpec;
    expect(useExistingSecret).toBe(true);
    expect(find('Secret', configSecret).metadata.namespace).toBe('monitoring');
  });

  it('give logs the labels that queries use', () => {
    const { content } = helmValues('alloy').alloy.configMap;
    expect([...content.matchAll(/target_label\s+= "(\w+)"/g)].map(([, label]) => label)).toEqual([
      'namespace',
      'pod',
      'container',
      'node',
      'vm',
      'app',
      '__path__',
      '__path__',
    ]);
  });
});
