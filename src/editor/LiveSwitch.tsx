import { t } from '@grafana/i18n';
import { InlineField, InlineSwitch } from '@grafana/ui';

interface Props {
  readonly id: string;
  readonly live: boolean;
  /** Whether the data source's settings let queries be live. */
  readonly allowed: boolean;
  readonly disabled: boolean;
  readonly onChange: (live: boolean) => void;
}

/** Whether new values are shown as they come. What a setting forbids cannot be switched, and says so. */
export function LiveSwitch({ id, live, allowed, disabled, onChange }: Props) {
  return (
    <InlineField
      label={t('editor.live', 'Live')}
      htmlFor={id}
      transparent
      disabled={disabled || !allowed}
      tooltip={
        allowed
          ? t('editor.live-help', 'New values are shown as they come, without a refresh.')
          : t('editor.live-off', 'Live queries are switched off in the settings of the data source.')
      }
    >
      <InlineSwitch id={id} value={live && allowed} onChange={(event) => onChange(event.currentTarget.checked)} />
    </InlineField>
  );
}
