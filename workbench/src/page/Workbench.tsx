import { useMemo, useState } from 'react';
import { createTheme, ThemeContext, type DataSourceApi, type DataSourcePlugin } from '@grafana/data';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { Explore } from './Explore.tsx';
import { Header } from './Header.tsx';
import { Settings } from './Settings.tsx';
import { PageStyles } from './PageStyles.tsx';
import { Variable } from './Variable.tsx';

type Mode = 'dark' | 'light';
// Grafana's own font is not in its packages.
const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans KR", sans-serif';
const MODE_KEY = 'tartlab.workbench.theme';

interface Props {
  readonly plugin: DataSourcePlugin<DataSourceApi>;
  readonly datasource: DataSourceApi;
}

/** The page: the plugin's settings and its query editor with the answer, in Grafana's own look, without Grafana. */
export function Workbench({ plugin, datasource }: Props) {
  const [mode, setMode] = useState<Mode>(() => (localStorage.getItem(MODE_KEY) === 'light' ? 'light' : 'dark'));
  const theme = useMemo(() => createTheme({ colors: { mode }, typography: { fontFamily: FONT } }), [mode]);
  const changeMode = (next: Mode): void => {
    localStorage.setItem(MODE_KEY, next);
    setMode(next);
  };
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PageStyles />
      <Header mode={mode} onModeChange={changeMode} />
      <main>
        <Explore plugin={plugin} datasource={datasource} />
        <Variable datasource={datasource} />
        <Settings plugin={plugin} datasource={datasource} />
      </main>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}
