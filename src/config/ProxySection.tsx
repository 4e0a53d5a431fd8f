import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input, SecretInput } from '@grafana/ui';
import { fieldId } from './fieldId.ts';
import { Fields } from './Fields.tsx';
import type { Settings } from './useSettings.ts';

/** Where the proxy is and the token it wants. */
export function ProxySection({ settings }: { readonly settings: Settings }) {
  const token = settings.secret('token');
  return (
    <ConfigSection
      title={t('config.title', 'Tart Lab proxy')}
      description={t(
        'config.description',
        'The companion program that reads your virtual machines. It runs beside the Mac that hosts them.',
      )}
    >
      <Fields>
        <Field
          noMargin
          label={t('config.url', 'URL')}
          description={t('config.url-description', 'As seen from the Grafana server, not from this browser.')}
          invalid={settings.urlFault !== null}
          error={settings.urlFault}
          required
        >
          <Input
            id={fieldId('url')}
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
            id={fieldId('token')}
            isConfigured={token.stored}
            value={token.value}
            autoComplete="off"
            disabled={settings.readOnly}
            onReset={token.reset}
            onChange={(event) => token.set(event.currentTarget.value)}
          />
        </Field>
      </Fields>
    </ConfigSection>
  );
}
