import type { FlowSource } from '../../live/flows/flowSource.ts';
import type { QueryDeps } from '../deps.ts';

/** What flow queries read: the flows of every cluster as they are now, and the history's engine for rates of more than an hour. */
export interface FlowsDeps extends Pick<QueryDeps, 'now' | 'rawMs' | 'intervalMs' | 'engine'> {
  readonly flowSources: () => readonly FlowSource[];
}
