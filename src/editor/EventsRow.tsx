import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { MultiCombobox } from '@grafana/ui';
import { EVENT_KINDS, Severity, type EventKind } from '@tart-lab/contract/event.ts';
import { scopeOf } from '../query/scopeOf.ts';
import { eventNames, severityNames } from './eventNames.ts';
import { FilterFields } from './FilterFields.tsx';
import { keysOf } from './keyValues.ts';
import type { RowProps } from './rowProps.ts';
import { ScopeFields } from './ScopeFields.tsx';

/** What happened in the time range: logs in Explore, marks on a dashboard. */
export function EventsRow(props: RowProps) {
  const { query, change, id } = props;
  const events = eventNames();
  const severities = severityNames();
  return (
    <EditorRow>
      <EditorField label={t('editor.event-kinds', 'Events')} htmlFor={id('kinds')}>
        <MultiCombobox<EventKind>
          id={id('kinds')}
          options={EVENT_KINDS.map((kind) => ({ value: kind, label: events[kind] }))}
          value={query.kinds}
          placeholder={t('editor.all', 'All')}
          isClearable
          width="auto"
          minWidth={22}
          maxWidth={44}
          onChange={(chosen) => change({ kinds: chosen.map(({ value }) => value) })}
        />
      </EditorField>
      <EditorField label={t('editor.severities', 'Severity')} htmlFor={id('severities')}>
        <MultiCombobox<Severity>
          id={id('severities')}
          options={Severity.options.map((severity) => ({ value: severity, label: severities[severity] }))}
          value={query.severities}
          placeholder={t('editor.all', 'All')}
          width="auto"
          minWidth={18}
          maxWidth={32}
          onChange={(chosen) => change({ severities: chosen.map(({ value }) => value) })}
        />
      </EditorField>
      <ScopeFields {...props} fields={scopeOf(query)} />
      <FilterFields {...props} keys={keysOf(query, [], []).map((value) => ({ value }))} />
    </EditorRow>
  );
}
