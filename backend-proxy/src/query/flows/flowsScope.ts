import type { FlowProtocol, Verdict } from '@tart-lab/contract/flow.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { FlowsQuery } from '@tart-lab/contract/query.ts';
import type { Party } from '../../live/flows/edge.ts';
import type { FlowSource } from '../../live/flows/flowSource.ts';
import { KEPT_MS, SLOT_MS } from '../../live/flows/slotRing.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { Range } from '../deps.ts';
import { toMatcher } from '../selection.ts';
import type { FlowsDeps } from './flowsDeps.ts';

interface Seen {
  readonly source: Party;
  readonly destination: Party;
  readonly verdict: Verdict;
  readonly protocol: FlowProtocol;
}

/** One cluster of an answer: its flows, and in which slots of the range they were heard. */
export interface ScopedSource {
  readonly source: FlowSource;
  readonly slots: readonly number[];
  readonly seconds: number;
}

/** What a flows query is about. */
export interface FlowsScope {
  readonly sources: readonly ScopedSource[];
  /** The part of the range that is in memory (epoch ms); empty when `fromMs` is not before `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether an edge or a flow is asked for. */
  readonly holds: (seen: Seen) => boolean;
  readonly holdsVerdict: (verdict: Verdict) => boolean;
  /** Whether the query looks at ends or protocols: totals do not know those. */
  readonly narrowed: boolean;
}

/**
 * Reads a query's selections against the flows that are known. A namespace and a workload that are both asked for must be those of
 * one end. Fails with `bad_request` at the selection's place.
 */
export function toFlowsScope(query: FlowsQuery, range: Range, deps: FlowsDeps, path: string): Result<FlowsScope, Problem> {
  const nowMs = deps.now();
  const all = deps.flowSources();
  const clusters = toMatcher(
    query.clusters,
    all.map(({ name }) => name),
    `${path}.clusters`,
  );
  if (!clusters.ok) return clusters;
  const sources = all.filter(({ name }) => clusters.value(name));
  const narrowsEnds = query.namespaces.length + query.workloads.length > 0;
  const ends = narrowsEnds ? endsOf(sources) : [];
  const namespaces = toMatcher(
    query.namespaces,
    ends.map(({ namespace }) => namespace ?? ''),
    `${path}.namespaces`,
  );
  if (!namespaces.ok) return namespaces;
  const workloads = toMatcher(
    query.workloads,
    ends.map(({ workload }) => workload),
    `${path}.workloads`,
  );
  if (!workloads.ok) return workloads;
  const verdicts = new Set(query.verdicts);
  const protocols = new Set(query.protocols);
  const holdsVerdict = (verdict: Verdict): boolean => verdicts.size === 0 || verdicts.has(verdict);
  const holdsEnd = ({ namespace, workload }: Party): boolean => namespaces.value(namespace ?? '') && workloads.value(workload);
  const fromMs = Math.max(range.fromMs, nowMs - KEPT_MS + SLOT_MS);
  const toMs = Math.min(range.toMs, nowMs);
  return ok({
    sources: sources.map((source) => ({ source, ...source.flows.coverage.heard(fromMs, toMs) })),
    fromMs,
    toMs,
    holdsVerdict,
    holds: ({ source, destination, verdict, protocol }) =>
      holdsVerdict(verdict) &&
      (protocols.size === 0 || protocols.has(protocol)) &&
      (!narrowsEnds || holdsEnd(source) || holdsEnd(destination)),
    narrowed: narrowsEnds || protocols.size > 0,
  });
}

function endsOf(sources: readonly FlowSource[]): Party[] {
  const ends: Party[] = [];
  for (const { flows } of sources) {
    for (const { source, destination } of flows.edges.values()) ends.push(source, destination);
    for (const { source, destination } of flows.latest().latest) ends.push(source, destination);
  }
  return ends;
}
