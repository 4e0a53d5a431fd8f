import { t } from '@grafana/i18n';
import { ConfigSection, ConfigSubSection } from '@grafana/plugin-ui';
import { Field, Input } from '@grafana/ui';
import { DataSourcePicker } from '@grafana/runtime';
import { USUAL_LABELS, type LinkedKind } from '../links/linkedSource.ts';
import { fieldId } from './fieldId.ts';
import { Fields } from './Fields.tsx';
import type { Settings } from './useSettings.ts';

/** Which Prometheus and Loki know the same machines, so that a row leads there with one click. */
export function LinksSection({ settings }: { readonly settings: Settings }) {
  return (
    <ConfigSection
      title={t('config.links', 'Linked data sources')}
      description={t('config.links-description', 'Every VM, node and pod then has a link to its metrics and logs there.')}
      isCollapsible
      isInitiallyOpen={Boolean(settings.json.prometheus?.uid || settings.json.loki?.uid)}
    >
      <LinkedSourceFields settings={settings} kind="prometheus" title="Prometheus" />
      <LinkedSourceFields settings={settings} kind="loki" title="Loki" />
    </ConfigSection>
  );
}

interface SourceProps {
  readonly settings: Settings;
  readonly kind: LinkedKind;
  readonly title: string;
}

function LinkedSourceFields({ settings, kind, title }: SourceProps) {
  const saved = settings.json[kind] ?? {};
  const usual = USUAL_LABELS[kind];
  const change = (changes: typeof saved): void => settings.setJson({ [kind]: { ...saved, ...changes } });
  const labels = [
    { name: 'vmLabel', label: t('config.vm-label', 'Label of the VM') },
    { name: 'nodeLabel', label: t('config.node-label', 'Label of the node') },
    { name: 'clusterLabel', label: t('config.cluster-label', 'Label of the cluster') },
  ] as const;
  return (
    <ConfigSubSection title={title}>
      <Fields>
        <Field noMargin label={t('config.source', 'Data source')} htmlFor={fieldId(kind)}>
          <DataSourcePicker
            inputId={fieldId(kind)}
            current={saved.uid ?? null}
            filter={(source) => source.type === kind}
            noDefault
            disabled={settings.readOnly}
            placeholder={t('config.no-source', 'None')}
            onChange={({ uid }) => change({ uid })}
            onClear={() => settings.setJson({ [kind]: undefined })}
          />
        </Field>
        {saved.uid &&
          labels.map(({ name, label }) => (
            <Field noMargin key={name} label={label}>
              <Input
                id={fieldId(`${kind}-${name}`)}
                value={saved[name] ?? usual[name]}
                disabled={settings.readOnly}
                onChange={(event) => change({ [name]: event.currentTarget.value.trim() })}
              />
            </Field>
          ))}
      </Fields>
    </ConfigSubSection>
  );
}
