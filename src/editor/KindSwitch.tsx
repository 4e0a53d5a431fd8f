import { t } from '@grafana/i18n';
import { RadioButtonGroup } from '@grafana/ui';
import type { QueryKind } from '../query/types.ts';

interface Props {
  /** Without one Grafana's radio buttons get new ids at every render. */
  readonly id: string;
  readonly kind: QueryKind;
  readonly disabled: boolean;
  readonly onChange: (kind: QueryKind) => void;
}

/** What to query: one clear choice, before everything else. */
export function KindSwitch({ id, kind, disabled, onChange }: Props) {
  return (
    <RadioButtonGroup<QueryKind>
      id={id}
      disabled={disabled}
      aria-label={t('editor.kind', 'What to query')}
      options={[
        { value: 'metric', label: t('editor.kind-metric', 'Metrics'), description: t('editor.kind-metric-help', 'Numbers over time') },
        { value: 'table', label: t('editor.kind-table', 'Tables'), description: t('editor.kind-table-help', 'The lab as it is now') },
        {
          value: 'flows',
          label: t('editor.kind-flows', 'Flows'),
          description: t('editor.kind-flows-help', 'Who talks to whom in the clusters'),
        },
        {
          value: 'events',
          label: t('editor.kind-events', 'Events'),
          description: t('editor.kind-events-help', 'What happened to VMs and clusters'),
        },
      ]}
      value={kind}
      onChange={onChange}
    />
  );
}
