import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import { FLOW_PROTOCOLS, VERDICTS } from '@tart-lab/contract/flow.ts';
import { FLOW_VIEWS, type FlowView } from '@tart-lab/contract/query.ts';
import { scopeOf } from '../query/scopeOf.ts';
import { LIMITS } from '../query/toProxyQuery.ts';
import { verdictNames } from '../verdicts.ts';
import { flowViews } from './flowViews.ts';
import { LimitField } from './LimitField.tsx';
import { FilterFields } from './FilterFields.tsx';
import { keysOf } from './keyValues.ts';
import { MinIntervalField } from './MinIntervalField.tsx';
import type { RowProps } from './rowProps.ts';
import { ScopeFields } from './ScopeFields.tsx';
import { WordsField } from './WordsField.tsx';

/** What Hubble saw on the clusters' networks: how to look at it, whose, and of which kind. */
export function FlowsRow(props: RowProps) {
  const { query, change, id } = props;
  const views = flowViews();
  const verdicts = verdictNames();
  const { limit } = views[query.view];
  return (
    <>
      <EditorRow>
        <EditorField label={t('editor.view', 'View')} htmlFor={id('view')}>
          <Combobox<FlowView>
            id={id('view')}
            options={FLOW_VIEWS.map((value) => ({ value, label: views[value].label, description: views[value].description }))}
            value={query.view}
            width={26}
            onChange={({ value }) => change({ view: value })}
          />
        </EditorField>
        <ScopeFields {...props} fields={scopeOf(query)} />
      </EditorRow>
      <EditorRow>
        <WordsField
          id={id('verdicts')}
          label={t('editor.verdict', 'Verdict')}
          options={VERDICTS.map((value) => ({ value, label: verdicts[value] }))}
          value={query.verdicts}
          onChange={(next) => change({ verdicts: next })}
        />
        <WordsField
          id={id('protocols')}
          label={t('editor.protocol', 'Protocol')}
          options={FLOW_PROTOCOLS.map((value) => ({ value, label: value === 'other' ? t('editor.protocol-other', 'Other') : value }))}
          value={query.protocols}
          onChange={(next) => change({ protocols: next })}
        />
        <FilterFields {...props} keys={keysOf(query, [], []).map((value) => ({ value }))} />
        {query.view === 'rates' && <MinIntervalField {...props} />}
        {limit !== null && (
          <LimitField
            id={id('limit')}
            label={t('editor.limit', 'Limit')}
            tooltip={limit}
            placeholder={String(LIMITS.flows.usual)}
            most={LIMITS.flows.most}
            value={query.limit}
            onChange={(next) => change({ limit: next })}
          />
        )}
      </EditorRow>
    </>
  );
}
