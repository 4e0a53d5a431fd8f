import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { TartLabSecrets, TartLabSettings } from '../settings.ts';

export type SettingsProps = DataSourcePluginOptionsEditorProps<TartLabSettings, TartLabSecrets>;

/** A setting that only Grafana's server reads: once stored it can only be reset. */
export interface Secret {
  readonly value: string;
  readonly stored: boolean;
  readonly set: (value: string) => void;
  readonly reset: () => void;
}

/** The settings' fields and how to change them. */
export interface Settings {
  readonly uid: string;
  readonly url: string;
  readonly urlFault: string | null;
  readonly json: TartLabSettings;
  readonly readOnly: boolean;
  readonly setUrl: (url: string) => void;
  readonly setJson: (changes: Partial<TartLabSettings>) => void;
  readonly secret: (name: keyof TartLabSecrets) => Secret;
}

export function useSettings({ options, onOptionsChange }: SettingsProps): Settings {
  const { uid, url, jsonData, secureJsonData, secureJsonFields, readOnly } = options;
  const setSecret = (name: keyof TartLabSecrets, value: string, stored: boolean): void =>
    onOptionsChange({
      ...options,
      secureJsonFields: { ...secureJsonFields, [name]: stored },
      secureJsonData: { ...secureJsonData, [name]: value },
    });
  return {
    uid,
    url,
    urlFault: urlFault(url),
    json: jsonData,
    readOnly: readOnly === true,
    setUrl: (next) => onOptionsChange({ ...options, url: next.trim() }),
    setJson: (changes) => onOptionsChange({ ...options, jsonData: { ...jsonData, ...changes } }),
    secret: (name) => ({
      value: secureJsonData?.[name] ?? '',
      stored: secureJsonFields[name] === true,
      set: (value) => onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, [name]: value } }),
      reset: () => setSecret(name, '', false),
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
