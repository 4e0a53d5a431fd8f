import { t } from '@grafana/i18n';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import type { ValueFilters } from '../client/proxyClient.ts';
import { interpolateSelection } from '../query/interpolate.ts';
import type { ScopeField } from '../query/scopeOf.ts';
import { useValues } from './hooks/useValues.ts';
import type { RowProps } from './rowProps.ts';
import { SelectionField } from './SelectionField.tsx';

type Props = RowProps & { readonly fields: readonly ScopeField[] };

/** Which part of the lab: each of `fields` is one list, narrowed by the lists before it. A single Mac is no choice and is not asked for. */
export function ScopeFields({ fields, ...row }: Props) {
  return fields.map((field) => (field === 'macs' ? <MacField key={field} {...row} /> : <ScopeInput key={field} {...row} field={field} />));
}

const LISTED: Readonly<Record<Exclude<ScopeField, 'macs'>, ValueKind>> = {
  clusters: 'clusters',
  vms: 'vms',
  namespaces: 'namespaces',
  workloads: 'workloads',
};
/** What narrows each list. */
const NARROWED_BY: Readonly<Record<ScopeField, readonly ('clusters' | 'macs' | 'namespaces')[]>> = {
  clusters: [],
  macs: [],
  vms: ['clusters', 'macs'],
  namespaces: ['clusters'],
  workloads: ['clusters', 'namespaces'],
};
const FILTERS = { clusters: 'cluster', macs: 'mac', namespaces: 'namespace' } as const;

function ScopeInput({ query, change, datasource, id, field }: RowProps & { readonly field: keyof typeof LISTED }) {
  const filters: ValueFilters = Object.fromEntries(
    NARROWED_BY[field].map((by) => [FILTERS[by], interpolateSelection(query[by], {}, datasource.templates)]),
  );
  const choices = useValues(datasource.client, LISTED[field], filters);
  return (
    <SelectionField
      id={id(field)}
      {...textsOf(field)}
      value={query[field]}
      choices={choices}
      onChange={(next) => change({ [field]: next })}
    />
  );
}

function MacField({ query, change, datasource, id }: RowProps) {
  const macs = useValues(datasource.client, 'macs');
  if (macs.options.length <= 1 && query.macs.length === 0) return null;
  return (
    <SelectionField
      id={id('macs')}
      label={t('editor.mac', 'Mac')}
      value={query.macs}
      choices={macs}
      onChange={(next) => change({ macs: next })}
    />
  );
}

function textsOf(field: keyof typeof LISTED): { readonly label: string; readonly tooltip?: string } {
  switch (field) {
    case 'clusters':
      return { label: t('editor.cluster', 'Cluster') };
    case 'vms':
      return {
        label: t('editor.vm', 'VM'),
        tooltip: t('editor.vm-help', 'Names, patterns such as dev-* or /^dev-/, or variables. Nothing chosen means all.'),
      };
    case 'namespaces':
      return { label: t('editor.namespace', 'Namespace') };
    case 'workloads':
      return {
        label: t('editor.workload', 'Workload'),
        tooltip: t('editor.workload-help', 'What owns pods: a Deployment, StatefulSet, DaemonSet or Job. Nothing chosen means all.'),
      };
  }
}
