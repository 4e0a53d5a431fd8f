import { t } from '@grafana/i18n';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import { FLOW_VIEWS } from '@tart-lab/contract/query.ts';
import { valuesPath, type ProxyClient } from '../../client/proxyClient.ts';
import { PLAIN_WORD } from '../../query/text/keys.ts';
import { clauseWords } from '../../query/text/parseText.ts';
import type { Want } from '../../query/text/wantAt.ts';
import { flowViews } from '../flowViews.ts';
import { keysOf, labelsOf, valueSource } from '../keyValues.ts';
import { labelName } from '../labelName.ts';
import { metricLabels } from '../metricLabels.ts';
import { tableOptions } from '../tableNames.ts';

/** One thing that could be written: what is shown, what is put into the text, and what it means. */
export interface Completion {
  readonly label: string;
  readonly insert: string;
  readonly sort: 'metric' | 'word' | 'key' | 'value' | 'variable';
  readonly detail?: string;
  readonly documentation?: string;
}

/** Where completions come from. `columns` are those of tables that were answered, with their titles. */
export interface CompletionSources {
  readonly client: Pick<ProxyClient, 'catalog' | 'values'>;
  readonly variables: readonly string[];
  readonly columns: readonly { readonly value: string; readonly label?: string }[];
}

/** What could stand at a place of a query's text. A proxy that does not answer leaves what is known without it. */
export async function completionsFor(want: Want, sources: CompletionSources): Promise<Completion[]> {
  const answer = await sources.client.catalog();
  const metrics = answer.ok ? answer.value : [];
  const metric = metrics.find(({ id }) => id === want.metric);
  switch (want.what) {
    case 'head':
      return [...KINDS().map(toWord), ...metrics.map(toMetric), ...variablesOf(want, sources)];
    case 'table':
      return tableOptions().map(({ value, label = value, description }) => word(value, label, description));
    case 'view': {
      const views = flowViews();
      return FLOW_VIEWS.map((view) => word(view, views[view].label, views[view].description));
    }
    case 'key':
      return keysOf(
        want,
        labelsOf(metric, metrics),
        sources.columns.map(({ value }) => value),
      ).map((key) => ({ label: key, insert: key, sort: 'key', detail: labelName(key) }));
    case 'operator':
      return OPERATORS().map(toWord);
    case 'value':
      return valuesOf(want, sources);
    case 'body':
      return [{ label: '{ }', insert: '{', sort: 'word', detail: t('code.filters', 'Which part of the lab') }, ...clausesOf(want)];
    case 'fold':
      return [word('by', t('editor.group-by', 'By')), ...clausesOf(want)];
    case 'clause':
      return clausesOf(want);
    case 'group':
      return metricLabels(metric).map((key) => ({ label: key, insert: key, sort: 'key', detail: labelName(key) }));
    case 'column':
      return sources.columns.map(({ value, label = value }) => ({ label: value, insert: value, sort: 'key', detail: label }));
    case 'legend':
      return metricLabels(metric).map((key) => {
        const template = `{{${key}}}`;
        return { label: template, insert: want.quoted ? template : JSON.stringify(template), sort: 'key', detail: labelName(key) };
      });
    case 'interval':
      return ['10s', '30s', '1m', '5m', '1h'].map((interval) => word(interval));
    case 'next':
    case 'nothing':
      return [];
  }
}

const word = (label: string, detail?: string, documentation?: string): Completion => ({
  label,
  insert: label,
  sort: 'word',
  ...(detail === undefined ? {} : { detail }),
  ...(documentation === undefined ? {} : { documentation }),
});
const toWord = ([label, detail]: readonly [string, string]): Completion => word(label, detail);
const toMetric = ({ id, name, help }: Metric): Completion => ({ label: id, insert: id, sort: 'metric', detail: name, documentation: help });

const KINDS = (): [string, string][] => [
  ['table', t('editor.kind-table-help', 'The lab as it is now')],
  ['flows', t('editor.kind-flows-help', 'Who talks to whom in the clusters')],
  ['events', t('editor.kind-events-help', 'What happened to VMs and clusters')],
];
const OPERATORS = (): [string, string][] => [
  ['=', t('code.is', 'is one of')],
  ['!=', t('code.is-not', 'is none of')],
  ['=~', t('code.fits', 'fits a pattern: dev-*, /^dev-/')],
  ['!~', t('code.fits-not', 'fits no pattern')],
  ['>', t('code.more', 'more than')],
  ['<', t('code.less', 'less than')],
];

function clausesOf({ kind, view }: Want): Completion[] {
  const help: Readonly<Record<string, string>> = {
    sum: t('editor.aggregate-sum', 'Sum'),
    avg: t('editor.aggregate-avg', 'Average'),
    min: t('editor.aggregate-min', 'Minimum'),
    max: t('editor.aggregate-max', 'Maximum'),
    top: t('editor.top-help', 'Only the series with the highest mean over the time range.'),
    bottom: t('code.bottom', 'Only the series with the lowest mean over the time range.'),
    outliers: t('code.outliers', 'Only series that stand out from the others.'),
    every: t('code.every', 'The least time between two points.'),
    legend: t('code.legend', 'How series are named: "{{example}}".', {
      example: '{{vm}}',
      interpolation: { escapeValue: false, skipOnVariables: true },
    }),
    columns: t('code.columns', 'Which columns, in this order.'),
    limit: t('code.limit', 'At most as many rows.'),
    live: t('code.live', 'New values as they come.'),
  };
  return clauseWords(kind, view).map((clause) => word(clause, help[clause]));
}

async function valuesOf(want: Want, sources: CompletionSources): Promise<Completion[]> {
  const { key, kind, matched, metric } = want;
  const toValue = (value: string, detail?: string): Completion => ({
    label: value,
    insert: want.quoted ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value),
    sort: 'value',
    ...(detail === undefined ? {} : { detail }),
  });
  const source = valueSource(kind, key);
  if (source === null) return variablesOf(want, sources);
  if ('fixed' in source) return [...source.fixed.map(({ value, label }) => toValue(value, label)), ...variablesOf(want, sources)];
  const { listed, label } = source;
  const within = (name: string): readonly string[] =>
    name === key ? [] : (matched.get(name) ?? []).filter((value) => !value.includes('$'));
  const path = valuesPath(listed, {
    cluster: within('cluster'),
    namespace: within('namespace'),
    ...(kind === 'metric' && metric !== '' ? { metric: [metric] } : {}),
    ...(label === undefined ? {} : { label }),
  });
  const answer = await sources.client.values(path, listed);
  const values = answer.ok ? answer.value.map(({ value, description }) => toValue(value, description)) : [];
  return [...values, ...variablesOf(want, sources)];
}

const variablesOf = ({ quoted }: Want, { variables }: CompletionSources): Completion[] =>
  variables.map((name) => ({
    label: name,
    insert: quoted || PLAIN_WORD.test(name) ? name : JSON.stringify(name),
    sort: 'variable',
    detail: t('editor.variable', 'Dashboard variable'),
  }));
