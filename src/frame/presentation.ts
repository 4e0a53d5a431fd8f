import { MappingType, ThresholdsMode, type FieldConfig } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { FrameField } from '@tart-lab/contract/frame.ts';
import { Verdict } from '@tart-lab/contract/flow.ts';
import type { FilledQuery } from '../query/types.ts';
import { VERDICT_COLOURS, verdictNames } from '../verdicts.ts';

/**
 * Presentation that JSON cannot carry or that depends on the query: a share of a whole turns amber at 80 % and red at
 * 90 % (its first step must really be -Infinity), a state reads Up or Down, and a verdict has its name.
 * A sum of shares or states is just a number.
 */
export function presentation(query: FilledQuery, { name, type, config = {} }: FrameField): FieldConfig {
  if (type === 'string') return query.kind === 'flows' && name === 'verdict' ? verdictTexts() : {};
  if (type !== 'number') return {};
  const isSeries = query.kind === 'metric';
  if (isSeries && query.aggregate === 'sum') return {};
  if (isSeries && query.aggregate !== 'avg') {
    const states = stateNames(query.metric);
    if (states) return yesOrNo(...states);
  }
  if (config['unit'] === 'percentunit' && config['max'] === 1) return HOW_FULL;
  return {};
}

/** How a metric's 1 and 0 read; null for a metric that is no state. */
function stateNames(metric: string): readonly [yes: string, no: string] | null {
  switch (metric) {
    case 'tart_vm_up':
    case 'tart_cluster_up':
      return [t('state.up', 'Up'), t('state.down', 'Down')];
    case 'tart_node_ready':
      return [t('state.ready', 'Ready'), t('state.not-ready', 'Not ready')];
    default:
      return null;
  }
}

const HOW_FULL: FieldConfig = {
  thresholds: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: -Infinity, color: 'green' },
      { value: 0.8, color: '#EAB839' },
      { value: 0.9, color: 'red' },
    ],
  },
};

const yesOrNo = (yes: string, no: string): FieldConfig => ({
  mappings: [
    { type: MappingType.ValueToText, options: { 0: { text: no, color: 'red', index: 0 }, 1: { text: yes, color: 'green', index: 1 } } },
  ],
  thresholds: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: -Infinity, color: 'red' },
      { value: 1, color: 'green' },
    ],
  },
});

/** The name for every cell; the colour for those that a user asks to be coloured: green letters on white are hard to read. */
const verdictTexts = (): FieldConfig => {
  const names = verdictNames();
  const texts = Verdict.options.map(
    (verdict, index) => [verdict, { text: names[verdict], color: VERDICT_COLOURS[verdict], index }] as const,
  );
  return { mappings: [{ type: MappingType.ValueToText, options: Object.fromEntries(texts) }] };
};
