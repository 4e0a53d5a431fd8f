import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow, EditorRows } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import type { TartLabDataSource } from '../datasource.ts';
import { SelectionField } from '../editor/SelectionField.tsx';
import { useValues } from '../editor/hooks/useValues.ts';
import type { TartLabQuery } from '../query/types.ts';
import type { TartLabSettings } from '../settings.ts';
import { filledVariableQuery, type VariableQuery } from './variableQuery.ts';

type Props = QueryEditorProps<TartLabDataSource, TartLabQuery, TartLabSettings, VariableQuery>;

/** What a dashboard variable lists. Filters may name other variables, which makes one variable follow another. */
export function VariableEditor({ datasource, query: saved, onChange, onRunQuery }: Props) {
  const query = filledVariableQuery(saved);
  const clusters = useValues(datasource.client, 'clusters');
  const vms = useValues(datasource.client, 'vms');
  const change = (fields: Partial<VariableQuery>): void => {
    onChange({ ...query, ...fields });
    onRunQuery();
  };
  const inVm = query.values === 'devices' || query.values === 'mountpoints';
  return (
    <EditorRows>
      <EditorRow>
        <EditorField label={t('variable.values', 'Values')} htmlFor="tartlab-variable-values">
          <Combobox<ValueKind>
            id="tartlab-variable-values"
            options={[
              { value: 'vms', label: t('variable.vms', 'VMs') },
              { value: 'clusters', label: t('variable.clusters', 'Clusters') },
              { value: 'macs', label: t('variable.macs', 'Macs') },
              { value: 'devices', label: t('variable.devices', 'Devices') },
              { value: 'mountpoints', label: t('variable.mountpoints', 'Mount points') },
              { value: 'metrics', label: t('variable.metrics', 'Metrics') },
            ]}
            value={query.values}
            width={26}
            onChange={({ value }) => change({ values: value })}
          />
        </EditorField>
        {(inVm || query.values === 'vms') && (
          <SelectionField
            id="tartlab-variable-clusters"
            label={t('editor.cluster', 'Cluster')}
            value={query.clusters}
            choices={clusters}
            onChange={(next) => change({ clusters: next })}
          />
        )}
        {inVm && (
          <SelectionField
            id="tartlab-variable-vms"
            label={t('editor.vm', 'VM')}
            value={query.vms}
            choices={vms}
            onChange={(next) => change({ vms: next })}
          />
        )}
      </EditorRow>
    </EditorRows>
  );
}
