import plugin from '../../../plugin.json' with { type: 'json' };

/** Where Grafana answers; `npm run e2e` refuses to start without it. */
export const GRAFANA_URL = process.env['GRAFANA_URL'] ?? '';
export const LOGIN = { user: process.env['GRAFANA_USER'] ?? 'admin', password: process.env['GRAFANA_PASSWORD'] ?? 'admin' };

/** Our source as provisioning/datasources/tart-lab.yaml names it. */
export const SOURCE = { type: plugin.id, uid: 'tart-lab' };
/** Where the plugin's calls go. */
export const PROXY = `/api/datasources/proxy/uid/${SOURCE.uid}/api/v1`;
