import { createRoot } from 'react-dom/client';
import i18next from 'i18next';
import { initPluginTranslations } from '@grafana/i18n';
import { instanceSettings, loadPlugin } from './loadPlugin.ts';
import { startServices } from './services.ts';
import { shareModules } from './sharedModules.ts';
import { Workbench } from './Workbench.tsx';

const language = new URLSearchParams(location.search).get('lang') ?? 'en-US';
document.documentElement.lang = language;

await i18next.init({
  lng: language,
  fallbackLng: 'en-US',
  ns: ['grafana'],
  resources: {},
  returnEmptyString: false,
  partialBundledLanguages: true,
});
await initPluginTranslations('grafana'); // the texts of Grafana's own components
shareModules();
startServices();

const container = document.getElementById('page');
if (!container) throw new Error('the page has no place for the workbench');
const root = createRoot(container);
try {
  const { plugin, meta } = await loadPlugin(language);
  const datasource = new plugin.DataSourceClass(instanceSettings(meta));
  root.render(<Workbench plugin={plugin} datasource={datasource} />);
} catch (error) {
  root.render(<p role="alert">The plugin did not load: {error instanceof Error ? error.message : String(error)}</p>);
}
