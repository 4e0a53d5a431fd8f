import { VERDICTS } from '@tart-lab/contract/flow.ts';

/** Labels whose values are the same in every lab, whatever runs in it. */
export const FIXED_VALUES: Readonly<Record<string, readonly string[]>> = {
  mode: ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'],
  protocol: ['tcp', 'udp'],
  phase: ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'],
  verdict: VERDICTS,
  code: ['1xx', '2xx', '3xx', '4xx', '5xx'],
  metric: ['cpu', 'memory'],
};
