import { ThresholdsMode, MappingType, type FieldConfig } from '@grafana/data';
import type { FilledQuery } from '../query/types.ts';

const UP_METRIC = 'tart_vm_up';

/**
 * Presentation that JSON cannot carry or that depends on the query: a share of a whole turns amber at 80 % and red at
 * 90 % (its first step must really be -Infinity), and a VM's state reads Up or Down. A sum of either is just a number.
 */
export function presentation(query: FilledQuery, config: FieldConfig): FieldConfig {
  const isSeries = query.kind === 'metric';
  if (isSeries && query.aggregate === 'sum') return {};
  if (isSeries && query.metric === UP_METRIC && query.aggregate !== 'avg') return UP_OR_DOWN;
  if (config.unit === 'percentunit' && config.max === 1) return HOW_FULL;
  return {};
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

const UP_OR_DOWN: FieldConfig = {
  mappings: [
    {
      type: MappingType.ValueToText,
      options: { 0: { text: 'Down', color: 'red', index: 0 }, 1: { text: 'Up', color: 'green', index: 1 } },
    },
  ],
  thresholds: {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: -Infinity, color: 'red' },
      { value: 1, color: 'green' },
    ],
  },
};
