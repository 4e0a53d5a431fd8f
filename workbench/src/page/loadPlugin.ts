import { DataSourcePlugin, type DataSourceApi, type DataSourceInstanceSettings, type DataSourcePluginMeta } from '@grafana/data';
import i18next from 'i18next';

const BASE_URL = '/public/plugins/tartlab-tart-datasource';

export interface LoadedPlugin {
  readonly plugin: DataSourcePlugin<DataSourceApi>;
  readonly meta: DataSourcePluginMeta;
}

/** Loads the built plugin as Grafana does: its texts first, then module.js by SystemJS, whose export is `plugin`. */
export async function loadPlugin(language: string): Promise<LoadedPlugin> {
  const meta = (await readJson(`${BASE_URL}/plugin.json`)) as DataSourcePluginMeta;
  const texts = await readJson(`${BASE_URL}/locales/${language}/${meta.id}.json`);
  i18next.addResourceBundle(language, meta.id, texts, true, true);
  const loaded: unknown = await System.import(`${location.origin}${BASE_URL}/module.js`);
  // A module with a top-level await exports a promise; Grafana waits for it too.
  const module = await ((loaded as { default?: unknown }).default ?? loaded);
  const plugin = (module as { plugin?: unknown }).plugin;
  if (!isDataSourcePlugin(plugin)) throw new Error('module.js exports no DataSourcePlugin');
  plugin.meta = meta;
  return { plugin, meta };
}

const isDataSourcePlugin = (value: unknown): value is DataSourcePlugin<DataSourceApi> => value instanceof DataSourcePlugin;

async function readJson(url: string): Promise<unknown> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.json();
}

/** What Grafana tells the data source of itself. */
export const instanceSettings = (meta: DataSourcePluginMeta): DataSourceInstanceSettings => ({
  uid: 'tart-lab',
  id: 1,
  name: 'Tart Lab',
  type: meta.id,
  access: 'proxy',
  url: '/api/datasources/proxy/uid/tart-lab',
  readOnly: false,
  jsonData: {},
  meta,
});
