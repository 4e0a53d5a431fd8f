// Prometheus, Alertmanager and the webhook logger of this machine beside Grafana: the provisioned configuration on loopback
// addresses, data of their own in .tart-lab/prometheus.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { nodePath, root } from './setup.mjs';

/** Where they listen. Grafana's sources look there unless PROMETHEUS_URL and ALERTMANAGER_URL say otherwise. */
const PROMETHEUS = '127.0.0.1:9090';
const ALERTMANAGER = '127.0.0.1:9093';
export const LOGGER = '127.0.0.1:8080';

const find = (env, ...names) =>
  (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));

/** Prometheus' and Alertmanager's programs; undefined when one is missing, or when PROMETHEUS_URL names a server that runs already. */
export function findPrometheus(env = process.env) {
  const prometheus = find(env, 'prometheus');
  const alertmanager = find(env, 'prometheus-alertmanager', 'alertmanager');
  return prometheus && alertmanager && !env.PROMETHEUS_URL ? { prometheus, alertmanager } : undefined;
}

/** Which of the three addresses another program has. */
export async function takenAddresses() {
  const isFree = (address) =>
    new Promise((resolve) => {
      const [host, port] = address.split(':');
      const server = createServer()
        .once('error', () => resolve(false))
        .listen(Number(port), host, () => server.close(() => resolve(true)));
    });
  const addresses = [PROMETHEUS, ALERTMANAGER, LOGGER];
  const free = await Promise.all(addresses.map(isFree));
  return addresses.filter((_address, i) => !free[i]);
}

/**
 * What `tart-lab check` tries beside the simulated lab, as the lab's options: Grafana, and the three where they are started or
 * PROMETHEUS_URL and ALERTMANAGER_URL name them. `starts` says whether they are started here.
 */
export function checkOptions({ grafanaUrl, starts, env = process.env }) {
  const systems = {
    grafana: grafanaUrl,
    prometheus: env.PROMETHEUS_URL ?? (starts ? `http://${PROMETHEUS}` : undefined),
    alertmanager: env.ALERTMANAGER_URL ?? (starts ? `http://${ALERTMANAGER}` : undefined),
    webhook: starts ? `http://${LOGGER}` : undefined,
  };
  return Object.entries(systems).flatMap(([name, url]) => (url === undefined ? [] : ['--check', `${name}=${url}`]));
}

/** How to start the three: name, command, args. `proxy` is the proxy's host:port. Writes their configuration first. */
export function prometheusProcesses({ prometheus, alertmanager }, { proxy, token, home = join(root, '.tart-lab/prometheus') }) {
  const provisioned = (file) => readFileSync(join(root, 'provisioning', file), 'utf8');
  mkdirSync(join(home, 'targets'), { recursive: true });
  cpSync(join(root, 'provisioning/prometheus/rules'), join(home, 'rules'), { recursive: true });
  writeFileSync(join(home, 'token'), token, { mode: 0o600 });
  writeFileSync(join(home, 'targets/tart-lab.yaml'), `- targets: [${JSON.stringify(proxy)}]\n`);
  writeFileSync(
    join(home, 'prometheus.yml'),
    provisioned('prometheus/prometheus.yml')
      .replaceAll('/run/secrets/tart-lab-token', join(home, 'token'))
      .replaceAll('alertmanager:9093', ALERTMANAGER),
  );
  writeFileSync(
    join(home, 'alertmanager.yml'),
    provisioned('alertmanager/alertmanager.yml').replaceAll('alertmanager-webhook:8080', LOGGER),
  );
  return [
    {
      name: 'the webhook logger',
      command: nodePath,
      args: ['--disable-warning=ExperimentalWarning', 'webhook-logger/src/main.ts', '--listen', LOGGER],
    },
    {
      name: 'Alertmanager',
      command: alertmanager,
      args: [
        `--config.file=${home}/alertmanager.yml`,
        `--storage.path=${home}/alertmanager`,
        `--web.listen-address=${ALERTMANAGER}`,
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
    },
    {
      name: 'Prometheus',
      command: prometheus,
      args: [
        `--config.file=${home}/prometheus.yml`,
        `--storage.tsdb.path=${home}/data`,
        '--storage.tsdb.retention.time=7d',
        `--web.listen-address=${PROMETHEUS}`,
        '--log.level=warn',
      ],
    },
  ];
}
