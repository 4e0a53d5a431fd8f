// The alerting of a cluster, made of the files that Prometheus and Alertmanager read by themselves: one source for both.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './setup.mjs';

export const RULES_DIR = 'provisioning/prometheus/rules';
export const RULE_TESTS_DIR = 'provisioning/prometheus/tests';
export const ALERTMANAGER_FILE = 'provisioning/alertmanager/alertmanager.yml';

const read = (path) => readFileSync(join(root, path), 'utf8');
const indent = (text, by) => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
const head = (source, kind) => `# Written by scripts/writeAlerting.mjs from ${source}; change that file.\n# ${kind}\n`;

/** The YAML files of a folder of the repository, by their paths from its root, sorted. */
export const yamlFilesOf = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);

/** A rule file as a PrometheusRule, with its comments. The label is the one that kube-prometheus-stack's Prometheus selects by. */
function toPrometheusRule(path) {
  const text = read(path);
  const groups = text.slice(text.search(/^groups:/m));
  return `${head(path, 'kubectl apply -f manifests/alerting/')}apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: tart-lab-${basename(path, '.yaml').replace(/^tart-lab$/, 'self')}
  namespace: monitoring
  labels:
    app.kubernetes.io/part-of: tart-lab
    release: kube-prometheus-stack
spec:
${indent(groups, 2)}`;
}

/** Alertmanager's configuration as the Secret that its operator reads: alertmanagerSpec.configSecret names it. */
function toAlertmanagerSecret(path) {
  return `${head(path, 'For alertmanager.alertmanagerSpec.configSecret with useExistingSecret: true. It holds no secret; Secret is the kind that is read.')}apiVersion: v1
kind: Secret
metadata:
  name: alertmanager-tart-lab
  namespace: monitoring
  labels:
    app.kubernetes.io/part-of: tart-lab
type: Opaque
stringData:
  alertmanager.yaml: |
${indent(read(path), 4)}`;
}

/** The manifests by their paths from the root, as they should be. */
export function alertingManifests() {
  return new Map([
    ['manifests/alerting/prometheus-rules.yaml', yamlFilesOf(RULES_DIR).map(toPrometheusRule).join('---\n')],
    ['manifests/alerting/alertmanager-config.yaml', toAlertmanagerSecret(ALERTMANAGER_FILE)],
  ]);
}
