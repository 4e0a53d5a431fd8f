import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { alertingManifests, RULES_DIR, RULE_TESTS_DIR, yamlFilesOf } from './alertingFiles.mjs';
import { root } from './setup.mjs';

const text = (path) => readFileSync(join(root, path), 'utf8');
const groupsOf = (path) => parse(text(path)).groups;
const rules = yamlFilesOf(RULES_DIR).flatMap((path) => groupsOf(path).flatMap((group) => group.rules));
const names = rules.map(({ alert }) => alert);
const cases = yamlFilesOf(RULE_TESTS_DIR).flatMap((path) => parse(text(path)).tests.map((test) => test.alert_rule_test));
const runbooks = text('docs/runbooks.md');
const headings = [...runbooks.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

describe('every rule', () => {
  it.each(rules.map((rule) => [rule.alert, rule]))('%s has a severity, texts and its runbook', (alert, { labels, annotations }) => {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary).toBeTruthy();
    expect(annotations.description).toBeTruthy();
    expect(annotations.runbook_url).toBe(`docs/runbooks.md#${alert.toLowerCase()}`);
  });

  it.each(names.map((name) => [name]))('%s is tested: before it fires, while it fires, and after', (name) => {
    const runs = cases.map((checks) => checks.filter(({ alertname }) => alertname === name)).filter((checks) => checks.length > 0);
    const firing = (check) => check.exp_alerts.length > 0;
    expect(runs.some((checks) => checks.some((check, index) => !firing(check) && checks.slice(index).some(firing)))).toBe(true);
    expect(runs.some((checks) => checks.some((check, index) => !firing(check) && checks.slice(0, index).some(firing)))).toBe(true);
  });

  it('has one name and one runbook, and every runbook has its rule', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(headings.toSorted()).toEqual(names.toSorted());
  });

  it('has a runbook that says what it means, what to look at and what to do', () => {
    for (const section of runbooks.split(/^## /m).slice(1)) {
      for (const part of ['**Means**', '**Look**', '**Do**']) expect(section, section.split('\n', 1)[0]).toContain(part);
    }
  });

  it('keeps the labels of its target and none of the scrape’s', () => {
    for (const { alert, expr } of rules.filter(({ alert: name }) => name !== 'TartLabProxyAbsent'))
      expect(expr, alert).toMatch(
        /\b(sum|max|min) by \((job, instance|(cluster|mac|node|namespace|pod|container|instance|vm|mountpoint|protocol|port|collector|reason)[^)]*)\)/,
      );
  });
});

describe('the manifests of alerting', () => {
  const manifests = new Map(
    [...alertingManifests()].map(([path]) => [path, parseAllDocuments(text(path)).map((document) => document.toJS())]),
  );

  it('hold the same rules', () => {
    const documents = manifests.get('manifests/alerting/prometheus-rules.yaml');
    expect(documents.map(({ kind }) => kind)).toEqual(documents.map(() => 'PrometheusRule'));
    expect(new Set(documents.map(({ metadata }) => metadata.name)).size).toBe(documents.length);
    expect(documents.map(({ spec }) => spec.groups)).toEqual(yamlFilesOf(RULES_DIR).map(groupsOf));
  });

  it('hold the same routes', () => {
    const [secret] = manifests.get('manifests/alerting/alertmanager-config.yaml');
    expect(parse(secret.stringData['alertmanager.yaml'])).toEqual(parse(text('provisioning/alertmanager/alertmanager.yml')));
  });
});
