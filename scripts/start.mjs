// `npm start`: the main job. With a tart-lab.yaml the real lab, else the simulated one; then the proxy; then Grafana where it
// is found, with Prometheus and Alertmanager where they are, else the workbench page. Everything it starts, it stops: on SIGINT,
// SIGTERM, or when one of them ends by itself.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { findGrafana, grafanaProcess, grafanaUrl } from './grafana.mjs';
import { checkOptions, findPrometheus, prometheusProcesses, takenAddresses } from './prometheus.mjs';
import { ensurePackages, fail, nodePath, proxyArgs, proxyEnv, root, say, toolEnv } from './setup.mjs';

const children = [];
/** When the end began; null while everything runs. */
let stoppingSinceMs = null;
/** Ctrl-C arrives twice within moments: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 1000;

/** Starts a program of the house in its own process group; when it ends, the house ends. */
function start(name, command, args, env = {}, stdio = ['ignore', 'inherit', 'inherit']) {
  const child = spawn(command, args, { cwd: root, env: { ...toolEnv, ...env }, stdio, detached: true });
  children.push({ name, child });
  child.on('exit', (code, signal) => {
    if (stoppingSinceMs !== null) return;
    console.error(`tart-lab: ${name} ended (${signal ?? `exit ${code}`})`);
    void stop(1);
  });
  child.on('error', (error) => {
    console.error(`tart-lab: ${name} could not be started: ${error.message}`);
    void stop(1);
  });
  return child;
}

/** Stops all programs, the last one first, and leaves. One who signals again ends at once what is left. */
async function stop(exitCode) {
  const running = () => [...children].reverse().filter(({ child }) => isRunning(child));
  if (stoppingSinceMs !== null) {
    if (Date.now() - stoppingSinceMs > SAME_PRESS_MS) for (const { child } of running()) signalGroup(child, 'SIGKILL');
    return;
  }
  stoppingSinceMs = Date.now();
  for (const { child } of running()) {
    if (!isRunning(child)) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    signalGroup(child, 'SIGTERM');
    const late = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
  }
  process.exit(exitCode);
}

const isRunning = ({ exitCode, signalCode, pid }) => exitCode === null && signalCode === null && pid !== undefined;

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it ended in between
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

/** The token between Grafana and the proxy: the environment's, else one made once and kept. */
function readToken() {
  if (process.env.TART_LAB_TOKEN) return process.env.TART_LAB_TOKEN;
  const file = join(root, '.tart-lab', 'token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = randomBytes(24).toString('hex');
  mkdirSync(join(root, '.tart-lab'), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  say(`made a token, kept in .tart-lab/token: ${token}`);
  return token;
}

/** Asks until an answer satisfies, at most for the time given. */
async function waitFor(url, headers, satisfies, withinMs) {
  const untilMs = Date.now() + withinMs;
  while (Date.now() < untilMs && stoppingSinceMs === null) {
    const answer = await fetch(url, { headers }).catch(() => undefined); // not listening yet
    if (answer?.ok) {
      const body = await answer.json().catch(() => ({}));
      if (satisfies(body)) return body;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

ensurePackages();
build();
const token = readToken();
const startedMs = Date.now();
const grafana = findGrafana();
const prometheus = grafana ? await findFreePrometheus() : undefined;

let config = process.env.TART_LAB_CONFIG ?? join(root, 'tart-lab.yaml');
if (existsSync(config)) {
  say(`reading the lab of ${config}`);
} else if (process.env.TART_LAB_CONFIG) {
  fail(
    `TART_LAB_CONFIG names ${config}, which is not there`,
    'write it with `npx tart-lab init`, or unset the variable for the simulated lab',
  );
} else {
  say('no tart-lab.yaml: starting the simulated lab');
  const options = checkOptions({ grafanaUrl: grafana ? grafanaUrl() : undefined, starts: prometheus !== undefined });
  const lab = start('the simulated lab', nodePath, ['lab/src/main.ts', ...options], {}, ['ignore', 'pipe', 'inherit']);
  await new Promise((resolve) => lab.stdout.on('data', (chunk) => (process.stdout.write(chunk), resolve())));
  lab.stdout.resume();
  config = join(root, '.tart-lab/lab/tart-lab.yaml');
}

start('the proxy', nodePath, [...proxyArgs, 'serve'], { ...proxyEnv, TART_LAB_CONFIG: config, TART_LAB_TOKEN: token });
const proxyUrl = `http://${process.env.TART_LAB_LISTEN ?? '127.0.0.1:4100'}`;
const health = await waitFor(
  `${proxyUrl}/api/v1/health`,
  { authorization: `Bearer ${token}` },
  ({ vms, clusters }) =>
    vms && ((vms.total > 0 && vms.up === vms.total && clusters.up === clusters.total) || Date.now() - startedMs > 8000),
  60_000,
);
if (!health) {
  console.error(`tart-lab: the proxy did not answer at ${proxyUrl}`);
  await stop(1);
}
const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
const { vms, clusters } = health;
say(
  `${vms.up} of ${vms.total} VMs and ${clusters.up} of ${clusters.total} clusters are up, ${seconds} s after the start; the proxy answers at ${proxyUrl}`,
);
for (const problem of health.problems) say(`${problem.target}: ${problem.detail}. Next: ${problem.advice}`);

if (grafana) {
  const { command, args, env, url } = grafanaProcess(grafana, { proxyUrl, token });
  if (prometheus) startPrometheus(prometheus);
  start('Grafana', command, args, env, ['ignore', 'ignore', 'inherit']);
  const up = await waitFor(`${url}/api/health`, {}, () => true, 90_000);
  say(
    up
      ? `Grafana has the data source and answers at ${url} (first login: admin / admin)`
      : `Grafana did not answer at ${url} within 90 s; its log is in .tart-lab/grafana/log`,
  );
} else {
  start('the workbench page', nodePath, ['--disable-warning=ExperimentalWarning', 'workbench/src/main.ts', '--proxy', proxyUrl], {
    TART_LAB_TOKEN: token,
  });
  say(
    'no grafana on this machine (GRAFANA_HOME or PATH); the workbench page shows the plugin without it. With Docker, `docker compose up` brings the whole stack',
  );
}

/** Prometheus' and Alertmanager's programs, unless other programs have their addresses. */
async function findFreePrometheus() {
  const programs = findPrometheus();
  if (!programs) return undefined;
  const taken = await takenAddresses();
  if (taken.length === 0) return programs;
  say(`${taken.join(' and ')} taken: no Prometheus is started. PROMETHEUS_URL and ALERTMANAGER_URL name those that run`);
  return undefined;
}

/** Prometheus with the rules, Alertmanager and the webhook logger, for Grafana's other sources. */
function startPrometheus(programs) {
  const processes = prometheusProcesses(programs, { proxy: new URL(proxyUrl).host, token });
  for (const { name, command, args } of processes) start(name, command, args, {}, ['ignore', 'ignore', 'inherit']);
  say('Prometheus scrapes the proxy at http://127.0.0.1:9090; alerts go to http://127.0.0.1:9093 and are logged at http://127.0.0.1:8080');
}
