import { FLOW_PROTOCOLS, VERDICTS, type FlowProtocol, type Verdict } from '@tart-lab/contract/flow.ts';
import type { Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Filter, FlowsQuery } from '@tart-lab/contract/query.ts';
import type { Party } from '../../live/flows/edge.ts';
import type { FlowSource } from '../../live/flows/flowSource.ts';
import { KEPT_MS, SLOT_MS } from '../../live/flows/slotRing.ts';
import type { Result } from '../../result.ts';
import { ok } from '../../result.ts';
import type { Range } from '../deps.ts';
import { knownFilters, testOfKey, toFilterTest, type FilterTest } from '../filters.ts';
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
  /** Filters that flows do not know. */
  readonly notices: readonly Notice[];
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
  const { known, notices } = knownFilters(query.filters, (key) => KEYS.has(key), 'flows');
  const filter = (key: string, asked: readonly string[]): Result<FilterTest, Problem> => testOfKey(known, key, asked, path);
  const clusterTest = filter(
    'cluster',
    all.map(({ name }) => name),
  );
  if (!clusterTest.ok) return clusterTest;
  const sources = all.filter(({ name }) => clusters.value(name) && clusterTest.value(name));
  const endFilters = known.filter(({ key }) => key === 'namespace' || key === 'workload');
  const narrowsEnds = query.namespaces.length + query.workloads.length + endFilters.length > 0;
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
  const endTest = toEndTest(endFilters, ends, path);
  if (!endTest.ok) return endTest;
  const verdictTest = filter('verdict', VERDICTS);
  if (!verdictTest.ok) return verdictTest;
  const protocolTest = filter('protocol', FLOW_PROTOCOLS);
  if (!protocolTest.ok) return protocolTest;
  const verdicts = new Set(query.verdicts);
  const protocols = new Set(query.protocols);
  const holdsVerdict = (verdict: Verdict): boolean => (verdicts.size === 0 || verdicts.has(verdict)) && verdictTest.value(verdict);
  const holdsEnd = (end: Party): boolean =>
    namespaces.value(end.namespace ?? '') && workloads.value(end.workload) && endTest.value.wanted(end);
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
      protocolTest.value(protocol) &&
      (!narrowsEnds ||
        ((holdsEnd(source) || holdsEnd(destination)) && !endTest.value.unwanted(source) && !endTest.value.unwanted(destination))),
    narrowed: narrowsEnds || protocols.size > 0 || known.some(({ key }) => key === 'protocol'),
    notices,
  });
}

/** What flows can be filtered by; a namespace and a workload are those of an end. */
const KEYS: ReadonlySet<string> = new Set(['cluster', 'namespace', 'workload', 'verdict', 'protocol']);

interface EndTest {
  readonly wanted: (end: Party) => boolean;
  readonly unwanted: (end: Party) => boolean;
}

/** One end must be what is wanted, and neither end may be what is not: "not kube-system" means nothing that touches it. */
function toEndTest(filters: readonly Filter[], ends: readonly Party[], path: string): Result<EndTest, Problem> {
  const tests: { readonly negative: boolean; readonly holds: (end: Party) => boolean }[] = [];
  for (const filter of filters) {
    const of = filter.key === 'namespace' ? ({ namespace }: Party) => namespace : ({ workload }: Party) => workload;
    const test = toFilterTest(filter, ends.map(of), path);
    if (!test.ok) return test;
    tests.push({ negative: filter.operator === '!=', holds: (end) => test.value(of(end)) });
  }
  return ok({
    wanted: (end) => tests.every(({ negative, holds }) => negative || holds(end)),
    unwanted: (end) => tests.some(({ negative, holds }) => negative && !holds(end)),
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
