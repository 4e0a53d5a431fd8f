import { t } from '@grafana/i18n';
import { ConfigSection } from '@grafana/plugin-ui';
import { Checkbox, Field, Input, SecretTextArea } from '@grafana/ui';
import type { TartLabSecrets } from '../settings.ts';
import { fieldId } from './fieldId.ts';
import { Fields } from './Fields.tsx';
import type { Settings } from './useSettings.ts';

/** How Grafana's server checks the proxy's certificate, and which one it shows itself. The names are Grafana's own. */
export function TlsSection({ settings }: { readonly settings: Settings }) {
  const { json, setJson, readOnly } = settings;
  return (
    <ConfigSection
      title={t('config.tls', 'TLS')}
      description={t('config.tls-description', 'For a proxy behind https. Grafana’s server checks and shows the certificates.')}
      isCollapsible
      isInitiallyOpen={Boolean(json.tlsAuthWithCACert || json.tlsAuth || json.tlsSkipVerify)}
    >
      <Fields>
        <Checkbox
          id={fieldId('tls-ca-on')}
          value={json.tlsAuthWithCACert === true}
          label={t('config.tls-ca-on', 'The proxy’s certificate is signed by an authority of our own')}
          disabled={readOnly}
          onChange={(event) => setJson({ tlsAuthWithCACert: event.currentTarget.checked })}
        />
        {json.tlsAuthWithCACert && <Pem settings={settings} name="tlsCACert" label={t('config.tls-ca', 'CA certificate')} />}
        <Checkbox
          id={fieldId('tls-client-on')}
          value={json.tlsAuth === true}
          label={t('config.tls-client-on', 'The proxy asks for a client certificate')}
          disabled={readOnly}
          onChange={(event) => setJson({ tlsAuth: event.currentTarget.checked })}
        />
        {json.tlsAuth && (
          <>
            <Pem settings={settings} name="tlsClientCert" label={t('config.tls-client-certificate', 'Client certificate')} />
            <Pem settings={settings} name="tlsClientKey" label={t('config.tls-client-key', 'Client key')} />
          </>
        )}
        {(json.tlsAuth || json.tlsAuthWithCACert) && (
          <Field
            noMargin
            label={t('config.tls-server-name', 'Server name')}
            description={t('config.tls-server-name-description', 'The name in the proxy’s certificate, when it is not the one in the URL.')}
          >
            <Input
              id={fieldId('tls-server-name')}
              value={json.serverName ?? ''}
              placeholder="tart-lab.example.com"
              disabled={readOnly}
              onChange={(event) => setJson({ serverName: event.currentTarget.value.trim() })}
            />
          </Field>
        )}
        <Checkbox
          id={fieldId('tls-skip')}
          value={json.tlsSkipVerify === true}
          label={t('config.tls-skip', 'Do not check the proxy’s certificate')}
          description={t('config.tls-skip-description', 'Anyone between Grafana and the proxy can then read the token. For a trial only.')}
          disabled={readOnly}
          onChange={(event) => setJson({ tlsSkipVerify: event.currentTarget.checked })}
        />
      </Fields>
    </ConfigSection>
  );
}

interface PemProps {
  readonly settings: Settings;
  readonly name: keyof TartLabSecrets;
  readonly label: string;
}

function Pem({ settings, name, label }: PemProps) {
  const secret = settings.secret(name);
  return (
    <Field noMargin label={label}>
      <SecretTextArea
        id={fieldId(name)}
        isConfigured={secret.stored}
        value={secret.value}
        rows={5}
        placeholder={name === 'tlsClientKey' ? '-----BEGIN PRIVATE KEY-----' : '-----BEGIN CERTIFICATE-----'}
        disabled={settings.readOnly}
        onReset={secret.reset}
        onChange={(event) => secret.set(event.currentTarget.value)}
      />
    </Field>
  );
}
