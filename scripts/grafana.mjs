// A Grafana server on this machine, run from its own home with our plugin and data source, and data of its own in .tart-lab/grafana.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { LOGGER } from './prometheus.mjs';
import { root } from './setup.mjs';

const PLUGIN_ID = 'tartlab-tart-datasource';

/** Grafana's home (the folder with conf/ and public/) and its program, from GRAFANA_HOME or PATH; undefined when there is none. */
export function findGrafana(env = process.env) {
  const homes = [
    ...(env.GRAFANA_HOME ? [{ home: env.GRAFANA_HOME, command: join(env.GRAFANA_HOME, 'bin/grafana') }] : []),
    ...(env.PATH ?? '').split(delimiter).flatMap((folder) => {
      const command = join(folder, 'grafana');
      return [resolve(dirname(folder)), '/usr/share/grafana', '/opt/homebrew/share/grafana', '/usr/local/share/grafana'].map((home) => ({
        home,
        command,
      }));
    }),
  ];
  return homes.find(({ home, command }) => existsSync(command) && existsSync(join(home, 'conf/defaults.ini')));
}

export const grafanaUrl = (port = Number(process.env.GRAFANA_PORT ?? 3000)) => `http://127.0.0.1:${port}`;

/** How to start it: loopback, no calls home, the built plugin allowed unsigned, everything it writes below .tart-lab/grafana. */
export function grafanaProcess({ home, command }, { proxyUrl, token, port = Number(process.env.GRAFANA_PORT ?? 3000) }) {
  const data = join(root, '.tart-lab/grafana');
  const plugins = join(data, 'plugins');
  mkdirSync(plugins, { recursive: true });
  rmSync(join(plugins, PLUGIN_ID), { force: true });
  symlinkSync(join(root, 'dist'), join(plugins, PLUGIN_ID));
  const provisioning = copyProvisioning(join(data, 'provisioning'));
  return {
    command,
    args: ['server', '--homepath', home],
    url: grafanaUrl(port),
    env: {
      TART_LAB_URL: proxyUrl,
      TART_LAB_TOKEN: token,
      // The other provisioned sources; where nothing answers there, only they and their rules say so.
      PROMETHEUS_URL: process.env.PROMETHEUS_URL ?? 'http://127.0.0.1:9090',
      ALERTMANAGER_URL: process.env.ALERTMANAGER_URL ?? 'http://127.0.0.1:9093',
      LOKI_URL: process.env.LOKI_URL ?? 'http://127.0.0.1:3100',
      // Of the build: beside their source there are files that are no dashboards.
      TART_LAB_DASHBOARDS: join(root, 'dist/dashboards'),
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: join(root, 'dashboards/overview.json'),
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_PATHS_DATA: join(data, 'data'),
      GF_PATHS_LOGS: join(data, 'log'),
      GF_PATHS_PLUGINS: plugins,
      GF_PATHS_PROVISIONING: provisioning,
      GF_LOG_MODE: 'file',
      GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: PLUGIN_ID,
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
      GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_ON_STARTUP: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      GF_SECURITY_DISABLE_GRAVATAR: 'true',
    },
  };
}

/** What Grafana is provisioned with, below `folder`: the same, but the webhook log has this machine's address, not that in docker compose. */
function copyProvisioning(folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['alerting', 'dashboards', 'datasources'])
    cpSync(join(root, 'provisioning', part), join(folder, part), { recursive: true });
  const contactPoints = join(folder, 'alerting/contactPoints.yaml');
  writeFileSync(contactPoints, readFileSync(contactPoints, 'utf8').replaceAll('alertmanager-webhook:8080', LOGGER));
  return folder;
}
