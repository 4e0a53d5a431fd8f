import type { Problem } from '@tart-lab/contract/problem.ts';
import type { HubbleState } from '../../transport/hubble/hubble.ts';
import type { FlowStore } from './flowStore.ts';

export type { FlowNews, HubbleState } from '../../transport/hubble/hubble.ts';

const LATELY_MS = 60_000;

/** The flows of one cluster, and how they come. `hubble` null: flows are not asked for (`hubble: off`). */
export interface FlowSource {
  readonly name: string;
  readonly flows: FlowStore;
  readonly hubble: () => HubbleState | null;
}

/** What is wrong with a cluster's flows now: Hubble's own problem, events lost in the last minute, and that flows are sampled. */
export function flowProblems({ name, flows, hubble }: FlowSource, nowMs: number): Problem[] {
  const own = hubble()?.problem ?? null;
  const { slots } = flows.coverage.heard(nowMs - LATELY_MS, nowMs);
  const problems: Problem[] = own === null ? [] : [own];
  const lost = flows.lostIn(slots);
  if (lost.size > 0) {
    const counts = [...lost].map(([source, count]) => `${count} at ${source}`).join(', ');
    const detail = `events lost in the last minute: ${counts}; rates of flows are too low`;
    const advice =
      'Raise hubble.eventBufferCapacity in Cilium’s values for HUBBLE_RING_BUFFER, and hubble.eventQueueSize for OBSERVER_EVENTS_QUEUE; PERF_EVENT_RING_BUFFER asks for more monitor aggregation.';
    problems.push({ kind: 'flows_lost', target: name, doing: 'follow flows', detail, advice });
  }
  const factor = flows.factorIn(slots);
  if (factor > 1) {
    const detail = `up to one flow in ${factor} is read whole; edges, connections and answers are scaled up, counts by verdict are whole`;
    const advice = 'Nothing needs to be done.';
    problems.push({ kind: 'flows_sampled', target: name, doing: 'follow flows', detail, advice });
  }
  return problems;
}
