import type { LostEventSource } from './messages.ts';

/** What is to happen at a cluster's Hubble. Changed by `Hubble.set`. */
export interface HubbleConditions {
  /** There is no relay: connections to it are cut and refused. The agents go on. */
  readonly gone: boolean;
  /** So many flows a second in the whole cluster; null lets the workloads' load decide. */
  readonly flowsPerSecond: number | null;
  /** The next so many flows are lost before anybody reads them; counts down. */
  readonly loseNext: number;
  /** Where they are lost, in Hubble's words. */
  readonly loseAt: LostEventSource;
}

export const MOST_FLOWS_PER_SECOND = 5000;

export const calmConditions = (): HubbleConditions => ({
  gone: false,
  flowsPerSecond: null,
  loseNext: 0,
  loseAt: 'HUBBLE_RING_BUFFER',
});
