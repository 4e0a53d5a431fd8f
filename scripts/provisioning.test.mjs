import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlFilesOf } from './alertingFiles.mjs';
import { grafanaProcess } from './grafana.mjs';
import { LOGGER } from './prometheus.mjs';
import { root } from './setup.mjs';

const read = (path) => parse(readFileSync(join(root, path), 'utf8'));
const sources = yamlFilesOf('provisioning/datasources').flatMap((path) => read(path).datasources ?? []);
const byUid = new Map(sources.map((source) => [source.uid, source]));
const { groups } = read('provisioning/alerting/rules.yaml');
const rules = groups.flatMap((group) => group.rules);

describe('the provisioned data sources', () => {
  it('have exactly one default: Prometheus, and never Loki', () => {
    expect(sources.filter(({ isDefault }) => isDefault === true).map(({ uid }) => uid)).toEqual(['prometheus']);
    // Said, not left open: an edit that forgets it is seen.
    for (const { name, isDefault } of sources) expect(isDefault, name).toBeTypeOf('boolean');
  });

  it('are those that dashboards and links refer to, each once', () => {
    expect([...byUid.keys()].sort()).toEqual(['alertmanager', 'loki', 'prometheus', 'tart-lab']);
    expect(sources).toHaveLength(byUid.size);
    expect(byUid.get('alertmanager')).toMatchObject({ type: 'alertmanager', jsonData: { implementation: 'prometheus' } });
  });

  it('take their addresses from variables that npm start and docker compose set', () => {
    const compose = parse(readFileSync(join(root, 'docker-compose.yaml'), 'utf8'), { merge: true });
    const home = { home: '/nowhere', command: '/nowhere/bin/grafana' };
    const { env } = grafanaProcess(home, { proxyUrl: 'http://127.0.0.1:4100', token: 't' });
    for (const { name, url } of sources) {
      const [, variable] = /^\$\{(\w+)\}$/.exec(url) ?? [];
      expect(env[variable], `${name} by npm start`).toMatch(/^http:/);
      expect(compose.services.grafana.environment[variable], `${name} by docker compose`).toContain('http');
    }
  });
});

describe("Grafana's own alerting", () => {
  it('tells the webhook log of this machine with npm start', () => {
    const { env } = grafanaProcess(
      { home: '/nowhere', command: '/nowhere/bin/grafana' },
      { proxyUrl: 'http://127.0.0.1:4100', token: 't' },
    );
    const read = (file) => parse(readFileSync(join(env.GF_PATHS_PROVISIONING, file), 'utf8'));
    const [{ receivers }] = read('alerting/contactPoints.yaml').contactPoints;
    expect(receivers[0].settings.url).toBe(`http://${LOGGER}/alert`);
    expect(read('alerting/rules.yaml').groups).toEqual(groups);
    expect(read('datasources/prometheus.yaml').datasources[0].uid).toBe('prometheus');
  });

  it('asks sources that are provisioned, and says nothing where there is no Prometheus', () => {
    for (const { title, data, noDataState, execErrState, labels } of rules) {
      for (const { datasourceUid } of data) expect([...byUid.keys(), '__expr__'], title).toContain(datasourceUid);
      expect([noDataState, execErrState], title).toEqual(['OK', 'KeepLast']);
      expect(['critical', 'warning'], title).toContain(labels.severity);
    }
  });

  it('keeps its rules in another folder than the dashboards, which has a uid that rules cannot name', () => {
    const [{ folder }] = read('provisioning/dashboards/tart-lab.yaml').providers;
    for (const group of groups) expect(group.folder).not.toBe(folder);
  });

  it('tells contact points that exist', () => {
    const names = read('provisioning/alerting/contactPoints.yaml').contactPoints.map(({ name }) => name);
    for (const { receiver, routes } of read('provisioning/alerting/policies.yaml').policies)
      for (const told of [receiver, ...routes.map((route) => route.receiver)]) expect(names).toContain(told);
  });

  it('needs no variable: Grafana does not start when a contact point has no address', () => {
    for (const name of readdirSync(join(root, 'provisioning/alerting')))
      expect(readFileSync(join(root, 'provisioning/alerting', name), 'utf8'), name).not.toContain('${');
  });
});
