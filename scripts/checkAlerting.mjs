// Part of `npm run lint`: rules and their tests by promtool, Alertmanager's configuration and its routes by amtool, and that the
// manifests say the same as the files they are made of.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { alertingManifests, ALERTMANAGER_FILE, RULES_DIR, RULE_TESTS_DIR, yamlFilesOf } from './alertingFiles.mjs';
import { fail, root, say, toolEnv } from './setup.mjs';
import { ensureSystemPackages } from './systemPackages.mjs';

/** Labels of an alert, and the receiver that is told of it. */
const ROUTES = [
  [['severity=critical', 'alertname=NodeNotReady'], 'critical'],
  [['severity=critical', 'alertname=TartVmDown', 'cluster=dev'], 'critical'],
  [['severity=warning', 'alertname=PodNotReady', 'namespace=demo'], 'warning'],
  [['alertname=WithoutSeverity'], 'warning'],
  [['severity=none', 'alertname=Watchdog'], 'none'],
  [['severity=none', 'alertname=InfoInhibitor', 'namespace=demo'], 'none'],
];

/** Runs a checking program quietly; what it says is shown when it refuses, and ends this process. */
function check(what, command, ...args) {
  const done = spawnSync(command, args, { cwd: root, env: toolEnv, encoding: 'utf8' });
  if (done.status === 0) return;
  console.error(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`);
  fail(`${command} refuses ${what}`, `correct it; the same by hand: ${command} ${args.join(' ')}`);
}

ensureSystemPackages(['promtool', 'amtool']);
const promtool = process.env.PROMTOOL ?? 'promtool';
const amtool = process.env.AMTOOL ?? 'amtool';

for (const [path, text] of alertingManifests())
  if (!existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text)
    fail(`${path} differs from the file it is made of`, 'node scripts/writeAlerting.mjs');

const tests = yamlFilesOf(RULE_TESTS_DIR);
check('the rules', promtool, 'check', 'rules', ...yamlFilesOf(RULES_DIR));
check('the configuration of Prometheus', promtool, 'check', 'config', '--syntax-only', 'provisioning/prometheus/prometheus.yml');
check('the tests of the rules', promtool, 'test', 'rules', ...tests);
check('the configuration of Alertmanager', amtool, 'check-config', ALERTMANAGER_FILE);
for (const [labels, receiver] of ROUTES)
  check(
    `the route of ${labels.join(' ')}`,
    amtool,
    'config',
    'routes',
    'test',
    `--config.file=${ALERTMANAGER_FILE}`,
    `--verify.receivers=${receiver}`,
    ...labels,
  );
say(`rules, ${tests.length} files of rule tests, Alertmanager's configuration and ${ROUTES.length} routes are as they should be`);
