import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { TartLabSecrets, TartLabSettings } from '../settings.ts';

/** The settings' fields and how to change them. The token is write-only: once stored it can only be reset. */
export interface Settings {
  readonly url: string;
  readonly urlFault: string | null;
  readonly token: string;
  readonly tokenStored: boolean;
  readonly readOnly: boolean;
  readonly setUrl: (url: string) => void;
  readonly setToken: (token: string) => void;
  readonly resetToken: () => void;
}

export function useSettings({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps<TartLabSettings, TartLabSecrets>): Settings {
  const { url, secureJsonData, secureJsonFields, readOnly } = options;
  return {
    url,
    urlFault: urlFault(url),
    token: secureJsonData?.token ?? '',
    tokenStored: secureJsonFields.token === true,
    readOnly: readOnly === true,
    setUrl: (next) => onOptionsChange({ ...options, url: next.trim() }),
    setToken: (token) => onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, token } }),
    resetToken: () =>
      onOptionsChange({
        ...options,
        secureJsonFields: { ...secureJsonFields, token: false },
        secureJsonData: { ...secureJsonData, token: '' },
      }),
  };
}

/** Why Grafana could not call this address, or null. Nothing typed yet is no fault. */
export function urlFault(url: string): string | null {
  if (url === '') return null;
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed && (parsed.protocol === 'http:' || parsed.protocol === 'https:')
    ? null
    : t('config.url-fault', 'Write a whole address with http:// or https://, such as http://127.0.0.1:4100');
}
