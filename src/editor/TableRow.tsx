import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox } from '@grafana/ui';
import type { TableName } from '@tart-lab/contract/query.ts';
import type { RowProps } from './rowProps.ts';
import { ScopeFields } from './ScopeFields.tsx';

/** A table of the lab as it is now. */
export function TableRow(props: RowProps) {
  const { query, change, id } = props;
  return (
    <EditorRow>
      <EditorField label={t('editor.table', 'Table')} htmlFor={id('table')}>
        <Combobox<TableName>
          id={id('table')}
          options={[
            { value: 'vms', label: t('table.vms', 'VMs'), description: t('table.vms-help', 'State, address, size and load of every VM') },
            { value: 'ports', label: t('table.ports', 'Ports'), description: t('table.ports-help', 'What listens where') },
            {
              value: 'filesystems',
              label: t('table.filesystems', 'Filesystems'),
              description: t('table.filesystems-help', 'Size and space left'),
            },
            {
              value: 'interfaces',
              label: t('table.interfaces', 'Interfaces'),
              description: t('table.interfaces-help', 'Traffic of every network device'),
            },
            {
              value: 'processes',
              label: t('table.processes', 'Processes'),
              description: t('table.processes-help', 'What uses CPU and memory'),
            },
            {
              value: 'problems',
              label: t('table.problems', 'Problems'),
              description: t('table.problems-help', 'What is wrong now, and what to do'),
            },
          ]}
          value={query.table}
          width={26}
          onChange={({ value }) => change({ table: value })}
        />
      </EditorField>
      <ScopeFields {...props} />
    </EditorRow>
  );
}
