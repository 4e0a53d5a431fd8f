import { t } from '@grafana/i18n';
import { interpolateSelection } from '../query/interpolate.ts';
import { useValues } from './hooks/useValues.ts';
import type { RowProps } from './rowProps.ts';
import { SelectionField } from './SelectionField.tsx';

/** Which VMs: by cluster, by name, by Mac where there are several. Lists narrow each other. */
export function ScopeFields({ query, change, datasource, id }: RowProps) {
  const filled = (entries: string[]): string[] => interpolateSelection(entries, {}, datasource.templates);
  const clusters = useValues(datasource.client, 'clusters');
  const macs = useValues(datasource.client, 'macs');
  const vms = useValues(datasource.client, 'vms', { cluster: filled(query.clusters), mac: filled(query.macs) });
  return (
    <>
      <SelectionField
        id={id('clusters')}
        label={t('editor.cluster', 'Cluster')}
        value={query.clusters}
        choices={clusters}
        onChange={(next) => change({ clusters: next })}
      />
      <SelectionField
        id={id('vms')}
        label={t('editor.vm', 'VM')}
        tooltip={t('editor.vm-help', 'Names, patterns such as dev-* or /^dev-/, or variables. Nothing chosen means all.')}
        value={query.vms}
        choices={vms}
        onChange={(next) => change({ vms: next })}
      />
      {(macs.options.length > 1 || query.macs.length > 0) && (
        <SelectionField
          id={id('macs')}
          label={t('editor.mac', 'Mac')}
          value={query.macs}
          choices={macs}
          onChange={(next) => change({ macs: next })}
        />
      )}
    </>
  );
}
