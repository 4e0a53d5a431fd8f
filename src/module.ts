import './publicPath.ts';
import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { id } from '../plugin.json';
import { ConfigEditor } from './config/ConfigEditor.tsx';
import { TartLabDataSource } from './datasource.ts';
import { LazyQueryHelp } from './editor/help/LazyQueryHelp.tsx';
import { LazyQueryEditor } from './editor/LazyQueryEditor.tsx';
import type { TartLabQuery } from './query/types.ts';
import type { TartLabSecrets, TartLabSettings } from './settings.ts';

await initPluginTranslations(id);

export const plugin = new DataSourcePlugin<TartLabDataSource, TartLabQuery, TartLabSettings, TartLabSecrets>(TartLabDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(LazyQueryEditor)
  .setQueryEditorHelp(LazyQueryHelp);
