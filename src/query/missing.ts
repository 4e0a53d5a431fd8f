import type { TartLabQuery } from './types.ts';
import { withDefaults } from './withDefaults.ts';

/** What a query still needs before it can be asked, or null when it can. */
export function missing(query: TartLabQuery): 'metric' | null {
  const { kind, metric } = withDefaults(query);
  return kind === 'metric' && metric.trim() === '' ? 'metric' : null;
}
