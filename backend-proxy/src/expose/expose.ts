import type { FamilyPart } from '@tart-lab/contract/families.ts';
import type { Metric } from '@tart-lab/contract/metrics.ts';
import type { LabState, LiveVm } from '../live/labState.ts';
import type { ProxyFacts } from '../ownWork.ts';
import { addCluster } from './clusterLines.ts';
import { addFlows } from './flowLines.ts';
import { addGuest } from './guestLines.ts';
import { Lines, stampOf, type TextFormat } from './lines.ts';
import { pageText } from './pageText.ts';
import { addProxy } from './proxyLines.ts';
import { addVm, vmLabels } from './vmLines.ts';

/** What a page is made of. Everything is in memory already. */
export interface ExposeDeps {
  readonly lab: LabState;
  readonly nowMs: number;
  readonly intervalMs: (metric: Metric) => number;
  /** How often a collector is asked, in ms. */
  readonly periodMs: (collector: string) => number;
}

/** How a page is wanted. `parts` null is all of them. */
export interface PageOptions {
  readonly format: TextFormat;
  readonly withTimes: boolean;
  readonly parts: readonly FamilyPart[] | null;
}

/** Guests between two pauses: some 10 ms of work, so that a large page holds up no frame. */
const AT_ONCE = 25;

/**
 * The page of the whole lab, piece by piece. `pause` is awaited between groups of guests. `facts` stands for the proxy itself.
 * Pure but for the lab it reads: nothing is asked of anyone.
 */
export async function labPage(
  deps: ExposeDeps,
  facts: ProxyFacts,
  { format, withTimes, parts }: PageOptions,
  pause: () => Promise<void>,
): Promise<Generator<string>> {
  const { lab } = deps;
  const lines = new Lines(stampOf(format, withTimes));
  const wants = (part: FamilyPart): boolean => parts === null || parts.includes(part);
  const vms = [...lab.all()].sort((a, b) => (a.vm.name < b.vm.name ? -1 : 1));
  for (const [index, live] of vms.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await pause();
    const base = vmLabels(live, true);
    if (wants('guests')) addGuest(lines, live, base, deps);
    if (wants('vms')) addVm(lines, lab, live, base, deps);
  }
  for (const cluster of lab.clusters()) {
    if (wants('clusters')) addCluster(lines, cluster, deps);
    if (wants('flows')) addFlows(lines, cluster);
    await pause();
  }
  if (wants('proxy')) addProxy(lines, lab, facts);
  return pageText(lines, format);
}

/** The page of one VM, without `instance`: that is whom Prometheus asked for. */
export function vmPage(deps: ExposeDeps, live: LiveVm, { format, withTimes }: Omit<PageOptions, 'parts'>): Generator<string> {
  const lines = new Lines(stampOf(format, withTimes));
  const base = vmLabels(live, false);
  addGuest(lines, live, base, deps);
  addVm(lines, deps.lab, live, base, deps);
  return pageText(lines, format);
}
