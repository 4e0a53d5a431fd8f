import type { Glance } from '../../parse/hubble/glance.ts';
import type { FlowTally, HubbleMessage } from '../../parse/hubble/flow.ts';
import type { ParseFailure, Result } from '../../result.ts';
import { RecentKeys } from './recentKeys.ts';
import { Sampler } from './sampler.ts';

/** Flows of a node come in order but for less than this; what is older came before. */
const ORDER_MS = 5000;
/** A node that was not heard for so long is quiet, rather than behind the others. */
const LATELY_MS = 30_000;
/** A node that sends nothing but old flows for so long has set its clock back. */
const CLOCK_SET_MS = 20_000;
/** Flows that are read whole each second; beyond that they are sampled. Drops have a budget of their own, as they are few and wanted. */
const ORDINARY_PER_SECOND = 1000;
const REFUSED_PER_SECOND = 500;

interface NodeMark {
  newestMs: number;
  /** Counted by the node's own time, so that what came before a break is known after it, however long it was. */
  recent: RecentKeys;
  oldSinceMs: number | null;
}

/**
 * Where answers of GetFlows come in, whichever way. Flows that came before are left out: a resumed stream begins a little before
 * its end, and Relay repeats what a node holds when that node comes back. In a storm flows are sampled, the rest only counted.
 */
export class Intake {
  private readonly now: () => number;
  private readonly ordinary: Sampler;
  private readonly refused: Sampler;
  private readonly nodes = new Map<string, NodeMark>();
  private awaited = new Set<string>();
  private batch: HubbleMessage[] = [];
  private tallies = new Map<string, FlowTally & { count: number }>();
  /** Messages that could not be read, and the first of them. */
  malformed = 0;
  firstMalformed: ParseFailure | null = null;
  lastMessageMs: number | null = null;

  constructor(options: { readonly now: () => number; readonly random: () => number }) {
    this.now = options.now;
    this.ordinary = new Sampler(ORDINARY_PER_SECOND, options.random);
    this.refused = new Sampler(REFUSED_PER_SECOND, options.random);
  }

  /** Takes one answer; `read` reads it whole when that is wanted. */
  offer(glance: Glance | null, read: () => Result<HubbleMessage | null, ParseFailure>): void {
    const nowMs = this.now();
    this.lastMessageMs = nowMs;
    if (glance === null) {
      this.push(read(), 1);
      return;
    }
    if (this.isRepeated(glance, nowMs)) return;
    const { verdict } = glance;
    const sampler = verdict === 'dropped' || verdict === 'error' || verdict === 'audit' ? this.refused : this.ordinary;
    const weight = sampler.weigh(glance, nowMs);
    if (weight === 0) this.count(glance);
    else this.push(read(), weight);
  }

  /** What came since the last call, tallies last. */
  take(): readonly HubbleMessage[] {
    const { batch } = this;
    if (this.tallies.size > 0) {
      for (const tally of this.tallies.values()) batch.push({ type: 'tally', tally });
      this.tallies = new Map();
    }
    if (batch.length > 0) this.batch = [];
    return batch;
  }

  /**
   * When the newest flow was, by its node's clock: of one node, or of that node among all heard lately which is furthest behind.
   * Null before the first.
   */
  newestMs(node?: string): number | null {
    if (node !== undefined) return this.nodes.get(node)?.newestMs ?? null;
    if (this.nodes.size === 0) return null;
    const newest = [...this.nodes.values()].map((mark) => mark.newestMs);
    const latelyMs = Math.max(...newest) - LATELY_MS;
    return Math.min(...newest.filter((atMs) => atMs >= latelyMs));
  }

  /** A stream is asked for flows from `sinceMs` on; see `isResumed`. */
  resume(sinceMs: number, node?: string): void {
    const all = [...this.nodes].filter(([name]) => node === undefined || name === node);
    this.awaited = new Set(all.flatMap(([name, mark]) => (mark.newestMs >= sinceMs ? [name] : [])));
  }

  /** Whether every node whose latest flows were asked for again has repeated one: then nothing between was overwritten. */
  isResumed(): boolean {
    return this.awaited.size === 0;
  }

  private isRepeated(glance: Glance, nowMs: number): boolean {
    let mark = this.nodes.get(glance.node);
    if (!mark) {
      mark = { newestMs: glance.atMs, recent: new RecentKeys(ORDER_MS), oldSinceMs: null };
      this.nodes.set(glance.node, mark);
    }
    if (glance.atMs < mark.newestMs - ORDER_MS) {
      mark.oldSinceMs ??= nowMs;
      if (nowMs - mark.oldSinceMs < CLOCK_SET_MS) return true;
      mark.newestMs = glance.atMs;
      mark.recent = new RecentKeys(ORDER_MS);
    }
    mark.oldSinceMs = null;
    if (glance.atMs > mark.newestMs) mark.newestMs = glance.atMs;
    if (mark.recent.add(glance.key, glance.atMs)) return false;
    this.awaited.delete(glance.node);
    return true;
  }

  private push(message: Result<HubbleMessage | null, ParseFailure>, weight: number): void {
    if (!message.ok) {
      this.malformed += 1;
      this.firstMalformed ??= message.error;
    } else if (message.value !== null) {
      this.batch.push(message.value.type === 'flow' && weight > 1 ? { ...message.value, weight } : message.value);
    }
  }

  private count({ atMs, verdict, dropReason }: Glance): void {
    const secondMs = Math.trunc(atMs / 1000) * 1000;
    const key = `${secondMs} ${verdict} ${dropReason}`;
    const tally = this.tallies.get(key);
    if (tally) tally.count += 1;
    else this.tallies.set(key, { atMs: secondMs, verdict, dropReason, count: 1 });
  }
}
