import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './setup.mjs';

const compose = parse(readFileSync(join(root, 'docker-compose.yaml'), 'utf8'), { merge: true });
const services = Object.entries(compose.services);

describe('docker-compose.yaml', () => {
  it('pins every image that is not built here', () => {
    for (const [name, { image, build }] of services)
      if (!build && image !== 'tart-lab') expect(image, name).toMatch(/:(\$\{\w+:-)?v?\d+\.\d+\.\d+/);
  });

  it('opens ports on loopback only', () => {
    for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('holds no secret: the token comes from the environment, and is demanded', () => {
    const tokens = services.flatMap(([, { environment = {} }]) => environment.TART_LAB_TOKEN ?? []);
    expect(tokens).toHaveLength(2);
    for (const token of tokens) expect(token).toMatch(/^\$\{TART_LAB_TOKEN:\?/);
    const words = services.flatMap(([, { environment = {} }]) => Object.keys(environment));
    expect(words.filter((word) => /PASSWORD|SECRET|KEY/.test(word))).toEqual([]);
  });

  it('uses volumes and paths that exist', () => {
    for (const [name, { volumes = [] }] of services) {
      for (const source of volumes.map((volume) => volume.split(':')[0])) {
        if (source === '/var/run/docker.sock') continue;
        if (source.startsWith('.')) expect(existsSync(join(root, source)), name).toBe(true);
        else expect(Object.keys(compose.volumes), name).toContain(source);
      }
    }
  });

  it('says of everything that goes on whether it is well', () => {
    // Those of our own image have the check that its Dockerfile says, or one of their own.
    for (const [name, { image, healthcheck, command }] of services) {
      if (name === 'plugin' || (image === 'tart-lab' && !command)) continue;
      expect(healthcheck?.test?.[0], name).toBe('CMD');
      expect(healthcheck.retries, name).toBeGreaterThan(0);
    }
  });

  it('brings the whole stack, each service after what it needs', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'alertmanager',
      'alertmanager-webhook',
      'alloy',
      'alloy-containers',
      'grafana',
      'lab',
      'loki',
      'plugin',
      'prometheus',
      'proxy',
    ]);
    for (const [name, { depends_on: needs = {} }] of services)
      for (const needed of Object.keys(needs)) expect(Object.keys(compose.services), name).toContain(needed);
  });

  it("gives nobody Docker's socket who was not asked to have it", () => {
    const having = services.filter(([, { volumes = [] }]) => volumes.some((volume) => volume.includes('docker.sock')));
    expect(having.map(([name, { profiles }]) => [name, profiles])).toEqual([['alloy-containers', ['container-logs']]]);
  });

  it('shows the dashboards that come with the plugin', () => {
    const { environment, volumes } = compose.services.grafana;
    const [, plugin] = volumes.find((volume) => volume.startsWith('plugin:')).split(':');
    expect(environment.TART_LAB_DASHBOARDS).toBe(`${plugin}/dashboards`);
    expect(environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).toBe(`${plugin}/dashboards/overview.json`);
  });
});

describe('the way of logs', () => {
  const loki = parse(readFileSync(join(root, 'provisioning/loki/loki.yaml'), 'utf8'));
  const { services: all } = compose;
  const listening = `http://loki:${loki.server.http_listen_port}`;

  it('ends in Loki: of pods, of containers and of events', () => {
    for (const name of ['alloy', 'alloy-containers']) expect(all[name].environment.LOKI_URL).toBe(listening);
    expect(all.lab.command.join(' ')).toContain(`--loki ${listening}`);
    expect(all.grafana.environment.LOKI_URL).toContain(listening);
  });

  it('keeps everything in the volume that Loki has, for a week', () => {
    const home = loki.common.path_prefix;
    expect(all.loki.volumes).toContain(`loki:${home}`);
    for (const folder of [...Object.values(loki.common.storage.filesystem), loki.compactor.working_directory])
      expect(folder.startsWith(`${home}/`), folder).toBe(true);
    expect(loki.limits_config.retention_period).toBe('168h');
    expect(loki.compactor).toMatchObject({ retention_enabled: true, delete_request_store: 'filesystem' });
    expect(loki.analytics.reporting_enabled).toBe(false);
  });

  it('begins at a file that is there, which reads every cluster of the lab by the kubeconfig that the lab writes', () => {
    for (const name of ['alloy', 'alloy-containers']) {
      const file = all[name].command[1].replace('/etc/alloy/', 'provisioning/alloy/');
      expect(existsSync(join(root, file)), name).toBe(true);
    }
    const pods = readFileSync(join(root, 'provisioning/alloy/pods.alloy'), 'utf8');
    expect(
      [...pods.matchAll(/^cluster_logs "(\w+)" \{\n {2}cluster = "(\w+)"\n\}/gm)].map(([, label, cluster]) => [label, cluster]),
    ).toEqual(['platform', 'dev', 'staging', 'prod'].map((name) => [name, name]));
    const dir = all.lab.command[all.lab.command.indexOf('--dir') + 1];
    expect(pods.match(/kubeconfig_file = .*/g)).toEqual(
      Array(2).fill(`kubeconfig_file = "${dir}/kubeconfig/" + argument.cluster.value + ".yaml"`),
    );
    // As the lab does: those servers listen on its loopback addresses.
    expect(all.alloy.network_mode).toBe('service:lab');
  });
});
