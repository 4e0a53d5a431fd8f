import { css } from '@emotion/css';
import type { DataSourcePluginOptionsEditorProps, GrafanaTheme2 } from '@grafana/data';
import { t, Trans } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Alert, Field, Input, SecretInput, Stack, useStyles2 } from '@grafana/ui';
import type { TartLabSecrets, TartLabSettings } from '../settings.ts';
import { useSettings } from './useSettings.ts';

type Props = DataSourcePluginOptionsEditorProps<TartLabSettings, TartLabSecrets>;

/** Where the proxy is and the token it wants. "Save & test" below it is Grafana's own. */
export function ConfigEditor(props: Props) {
  const settings = useSettings(props);
  const styles = useStyles2(getStyles);
  const id = (name: string): string => `tartlab-config-${name}`;
  return (
    <Stack direction="column" gap={3}>
      <ConfigSection
        title={t('config.title', 'Tart Lab proxy')}
        description={t(
          'config.description',
          'The companion program that reads your virtual machines. It runs beside the Mac that hosts them.',
        )}
      >
        <div className={styles.fields}>
          <Field
            noMargin
            label={t('config.url', 'URL')}
            description={t('config.url-description', 'As seen from the Grafana server, not from this browser.')}
            invalid={settings.urlFault !== null}
            error={settings.urlFault}
            required
          >
            <Input
              id={id('url')}
              type="url"
              value={settings.url}
              placeholder="http://127.0.0.1:4100"
              disabled={settings.readOnly}
              onChange={(event) => settings.setUrl(event.currentTarget.value)}
            />
          </Field>
          <Field
            noMargin
            label={t('config.token', 'Token')}
            description={t(
              'config.token-description',
              'What the proxy printed at its first start, or TART_LAB_TOKEN. Grafana keeps it encrypted on its server.',
            )}
          >
            <SecretInput
              id={id('token')}
              isConfigured={settings.tokenStored}
              value={settings.token}
              autoComplete="off"
              disabled={settings.readOnly}
              onReset={settings.resetToken}
              onChange={(event) => settings.setToken(event.currentTarget.value)}
            />
          </Field>
        </div>
      </ConfigSection>
      <Alert severity="info" title={t('config.server-side', 'The browser never talks to the proxy')}>
        <Trans i18nKey="config.server-side-text">
          Grafana&apos;s server passes five read-only paths on to the proxy and adds the token there. Everything else on the proxy stays
          closed to viewers and editors.
        </Trans>
      </Alert>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), maxWidth: theme.spacing(64) }),
});
