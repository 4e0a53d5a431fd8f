import type { TartLabQuery } from './types.ts';
import { withDefaults } from './withDefaults.ts';

/** What a query still needs before it can be asked, or null when it can: a metric, or a text that can be read. */
export function missing(query: TartLabQuery): 'metric' | 'text' | null {
  const { kind, metric, draft } = withDefaults(query);
  if (draft !== '') return 'text';
  return kind === 'metric' && metric.trim() === '' ? 'metric' : null;
}
