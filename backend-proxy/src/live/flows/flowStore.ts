import type { Verdict } from '@tart-lab/contract/flow.ts';
import { VERDICTS } from '@tart-lab/contract/flow.ts';
import type { Flow, FlowTally, LostFlows } from '../../parse/hubble/flow.ts';
import { keyOfText } from '../../parse/hubble/glance.ts';
import type { FlowNews } from '../../transport/hubble/hubble.ts';
import { RecentKeys } from '../../transport/hubble/recentKeys.ts';
import { Coverage } from './coverage.ts';
import { CONNECTIONS, EdgeTable, FLOWS, HTTP_CLASSES, httpClass, isReply } from './edge.ts';
import { FlowRing } from './flowRing.ts';
import { Growing } from './growing.ts';
import { SlotRing, slotOf } from './slotRing.ts';
import { Workloads } from './workloads.ts';
import type { WorkloadOf } from './workloads.ts';

const MOST_LATEST = 2000;
const MOST_NAMES = 64;
/** A SYN that is sent again within this, or seen at another place, opens no other connection. */
const SAME_CONNECTION_MS = 30_000;
/** Clocks of nodes differ a little from ours. */
const SKEW_MS = 2000;

/** Columns of the totals: one for each verdict, then these. */
const CONNECTION_TOTAL = VERDICTS.length;
const SAMPLED = CONNECTION_TOTAL + 1;
const TOTALS = SAMPLED + 1;
const VERDICT_COLUMN: ReadonlyMap<Verdict, number> = new Map(VERDICTS.map((verdict, i) => [verdict, i]));
const FLOWS_OF_VERDICT = VERDICTS.map((verdict) => `flows ${verdict}`);

/**
 * The flows of one cluster in bounded memory: counters of an hour in slots of ten seconds, in all and for each edge, and the latest
 * 2,000 flows. Totals by verdict, drops by reason and lost events count every message; edges, connections and HTTP answers are
 * scaled up from a sample while flows are sampled. Slots go by the time of the flow; one from the future counts for now.
 *
 * A TCP connection is counted once: at the first SYN without ACK that was neither dropped nor failed, of each pair of addresses and
 * ports within 30 s. That is at its source, or at its destination where the source is not seen; what both nodes and both directions
 * report of it afterwards, and a SYN that is sent again, add nothing.
 */
export class FlowStore {
  readonly cluster: string;
  readonly coverage = new Coverage();
  readonly edges = new EdgeTable();
  private readonly totals = new SlotRing(TOTALS);
  private readonly reasons = new Map<string, SlotRing>();
  private readonly losses = new Map<string, SlotRing>();
  private readonly opened = new RecentKeys(SAME_CONNECTION_MS);
  private readonly workloads: Workloads;
  private readonly ring = new FlowRing(MOST_LATEST);
  /** What grew since the last sample; `FlowSampler` reads it. */
  readonly growing = new Growing();

  /** `workloadOf` knows the owner of a pod, by the pods' watch. Hubble tells it only at the pod's own node. */
  constructor(cluster: string, workloadOf: WorkloadOf = () => null) {
    this.cluster = cluster;
    this.workloads = new Workloads(workloadOf);
  }

  /** Takes what came from Hubble. `nowMs` is when, by the proxy's clock. */
  apply(news: readonly FlowNews[], nowMs: number): void {
    news.forEach((one) => this.applyOne(one, nowMs));
  }

  /** The latest flows in the order in which they came; `isWhole` while none had to make room. */
  latest(): { readonly latest: readonly Flow[]; readonly isWhole: boolean } {
    return { latest: this.ring.list(), isWhole: this.ring.isWhole };
  }

  flowsIn(slots: Iterable<number>, verdict: Verdict): number {
    return this.totals.sum(slots, VERDICT_COLUMN.get(verdict) ?? 0);
  }
  connectionsIn(slots: Iterable<number>): number {
    return this.totals.sum(slots, CONNECTION_TOTAL);
  }
  /** One flow in so many was read whole, at most; 1 while none was left out. */
  factorIn(slots: Iterable<number>): number {
    let factor = 1;
    for (const slot of slots) factor = Math.max(factor, this.totals.get(slot, SAMPLED));
    return factor;
  }
  /** Lost events by where they were lost. */
  lostIn(slots: readonly number[]): ReadonlyMap<string, number> {
    return sumsOf(this.losses, slots);
  }
  /** Dropped flows by Cilium's reason. */
  dropsIn(slots: readonly number[]): ReadonlyMap<string, number> {
    return sumsOf(this.reasons, slots);
  }

  private applyOne(one: FlowNews, nowMs: number): void {
    switch (one.type) {
      case 'flow':
        this.applyFlow(one.flow, one.weight ?? 1, nowMs);
        break;
      case 'tally':
        this.applyTally(one.tally, nowMs);
        break;
      case 'lost':
        this.applyLost(one.lost, nowMs);
        break;
      case 'link':
        if (one.connected) this.coverage.connected(one.atMs);
        else this.coverage.disconnected(one.atMs);
        this.growing.link(one.connected, one.atMs);
        break;
      case 'healed':
        this.coverage.healed();
        this.growing.healed();
        break;
      case 'nodes':
        break;
    }
  }

  private applyFlow(given: Flow, weight: number, nowMs: number): void {
    const flow = this.workloads.name(given);
    const slot = slotOf(Math.min(flow.atMs, nowMs));
    this.ring.push(flow);
    if (!this.countTotal(flow.verdict, flow.dropReason, 1, flow.atMs, slot)) return;
    if (weight > 1) this.totals.raise(slot, SAMPLED, weight);
    const edge = this.edges.edgeOf(flow);
    edge.counts.add(slot, FLOWS, weight);
    if (flow.dropReason !== null) edge.dropReason = flow.dropReason;
    if (flow.policies.length > 0) edge.policies = flow.policies;
    this.edges.countInside(edge, flow, slot, weight);
    if (flow.http?.code) this.growing.add(`http ${HTTP_NAMES[httpClass(flow.http.code)]}`, weight, flow.atMs);
    if (!this.opensConnection(flow, nowMs)) return;
    edge.counts.add(slot, CONNECTIONS, weight);
    this.totals.add(slot, CONNECTION_TOTAL, weight);
    this.growing.add('connections', weight, flow.atMs);
  }

  private applyTally({ verdict, dropReason, count, atMs }: FlowTally, nowMs: number): void {
    const slot = slotOf(Math.min(atMs, nowMs));
    if (this.countTotal(verdict, dropReason, count, atMs, slot)) this.totals.raise(slot, SAMPLED, 2);
  }

  private applyLost({ source, count, atMs }: LostFlows, nowMs: number): void {
    ringOf(this.losses, source).add(slotOf(Math.min(atMs, nowMs)), 0, count);
    this.growing.add(`lost ${source}`, count, atMs);
  }

  /** False for what was before flows were heard for the first time: it is shown, but not counted, as the rest of it is not known. */
  private countTotal(verdict: Verdict, dropReason: string | null, count: number, atMs: number, slot: number): boolean {
    if (this.coverage.firstMs !== null && atMs < this.coverage.firstMs - SKEW_MS) return false;
    const column = VERDICT_COLUMN.get(verdict) ?? 0;
    this.totals.add(slot, column, count);
    this.growing.add(FLOWS_OF_VERDICT[column] ?? 'flows', count, atMs);
    if (dropReason !== null) {
      ringOf(this.reasons, dropReason).add(slot, 0, count);
      this.growing.add(`dropped ${dropReason}`, count, atMs);
    }
    return true;
  }

  private opensConnection(flow: Flow, nowMs: number): boolean {
    const { tcpFlags, verdict, source, destination } = flow;
    if (!tcpFlags.includes('SYN') || tcpFlags.includes('ACK') || isReply(flow)) return false;
    if (verdict === 'dropped' || verdict === 'error') return false;
    const ends = `${source.address}:${source.port}>${destination.address}:${destination.port}`;
    return this.opened.add(keyOfText(ends, 0, ends.length), nowMs);
  }
}

const HTTP_NAMES = Array.from({ length: HTTP_CLASSES }, (_, i) => `${i + 1}xx`);

/** The ring of a name; names beyond 64 share one. */
function ringOf(rings: Map<string, SlotRing>, name: string): SlotRing {
  const own = rings.has(name) || rings.size < MOST_NAMES ? name : 'OTHER';
  let ring = rings.get(own);
  if (!ring) {
    ring = new SlotRing(1);
    rings.set(own, ring);
  }
  return ring;
}

function sumsOf(rings: ReadonlyMap<string, SlotRing>, slots: readonly number[]): ReadonlyMap<string, number> {
  const sums = [...rings].map(([name, ring]): [string, number] => [name, ring.sum(slots, 0)]);
  return new Map(sums.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a));
}
