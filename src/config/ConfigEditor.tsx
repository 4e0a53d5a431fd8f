import { t, Trans } from '@grafana/i18n';
import { Alert, Stack } from '@grafana/ui';
import { LinksSection } from './LinksSection.tsx';
import { ProxySection } from './ProxySection.tsx';
import { QueriesSection } from './QueriesSection.tsx';
import { TlsSection } from './TlsSection.tsx';
import { useSettings, type SettingsProps } from './useSettings.ts';

/** The data source's settings. "Save & test" below them is Grafana's own. */
export function ConfigEditor(props: SettingsProps) {
  const settings = useSettings(props);
  return (
    <Stack direction="column" gap={4}>
      <ProxySection settings={settings} />
      <TlsSection settings={settings} />
      <QueriesSection settings={settings} />
      <LinksSection settings={settings} />
      <Alert severity="info" title={t('config.server-side', 'The browser never talks to the proxy')}>
        <Trans i18nKey="config.server-side-text">
          Grafana&apos;s server passes a few read-only paths on to the proxy and adds the token there. Everything else on the proxy stays
          closed to viewers and editors.
        </Trans>
      </Alert>
    </Stack>
  );
}
