import { toFlowTest } from './flowFilter.ts';
import type { FlowTest } from './flowFilter.ts';
import type { FlowSource } from './flowSource.ts';
import type { GetFlowsRequest, GetFlowsResponse } from './messages.ts';
import { toMs, toTimestamp } from './messages.ts';
import { toMask } from './fieldMask.ts';
import type { Ring, RingEntry } from './ring.ts';

interface Place {
  readonly node: string;
  readonly hubbleName: string;
  readonly ring: Ring;
  index: number;
  lost: number;
  /** Flows that may still be handed out. */
  left: number;
}
interface Found {
  readonly place: Place;
  readonly entry: RingEntry;
}
/** A reader's own loss is told at most so often. */
const LOST_EVERY_MS = 1000;

/**
 * One reader of one or all nodes' rings, as one GetFlows request asks for. `next` hands out what is there, in order of time.
 * A reader that comes too late for what was overwritten gets word of how much that was.
 */
export class FlowReader {
  private readonly source: FlowSource;
  private readonly request: GetFlowsRequest;
  private readonly test: FlowTest;
  private readonly mask: ReturnType<typeof toMask>;
  private readonly nodes: readonly string[] | null;
  private readonly places = new Map<string, Place>();
  private readonly sinceMs: number | undefined;
  private readonly untilMs: number | undefined;
  private toldLostAtMs = -Infinity;

  /** `nodes`: names of the nodes to read; null is all, with those that come later. Throws `FilterInvalid`. */
  constructor(source: FlowSource, request: GetFlowsRequest, nodes: readonly string[] | null) {
    this.source = source;
    this.request = request;
    this.nodes = nodes;
    this.test = toFlowTest(request.whitelist, request.blacklist);
    this.sinceMs = request.since && toMs(request.since);
    this.untilMs = request.until && toMs(request.until);
    this.mask = toMask(request.field_mask?.paths);
    source.catchUp();
    this.takePlaces(false);
  }

  /** What has come since, at most `limit` answers. An empty list: nothing more now. */
  next(nowMs: number, limit: number): GetFlowsResponse[] {
    this.takePlaces(true);
    const found: GetFlowsResponse[] = [];
    while (found.length < limit) {
      let earliest: Found | undefined;
      for (const place of this.places.values()) {
        const head = this.headOf(place);
        if (head && (!earliest || head.entry.atMs < earliest.entry.atMs)) earliest = head;
      }
      if (!earliest) break;
      found.push(this.take(earliest));
    }
    return [...this.ownLosses(nowMs), ...found];
  }

  /** The next entry of a node that this reader is to have; the reader's place moves up to it. */
  private headOf(place: Place): Found | undefined {
    const { ring } = place;
    if (place.index < ring.oldest) {
      place.lost += ring.oldest - place.index;
      place.index = ring.oldest;
    }
    for (; place.index < ring.next && place.left > 0; place.index++) {
      const entry = ring.at(place.index);
      if (!entry) continue;
      if (!entry.flow) return { place, entry };
      if (this.untilMs !== undefined && entry.atMs > this.untilMs) place.left = 0;
      else if ((this.sinceMs === undefined || entry.atMs >= this.sinceMs) && this.test(entry.flow)) return { place, entry };
    }
    return undefined;
  }

  private take({ place, entry }: Found): GetFlowsResponse {
    place.index++;
    const { atMs, flow, lost } = entry;
    if (!flow) return { lost_events: lost, node_name: place.hubbleName, time: toTimestamp(atMs) };
    place.left--;
    const masked = this.mask(flow);
    return { flow: masked, node_name: masked.node_name, time: masked.time };
  }

  private ownLosses(nowMs: number): GetFlowsResponse[] {
    if (nowMs - this.toldLostAtMs < LOST_EVERY_MS) return [];
    const told = [...this.places.values()].flatMap((place): GetFlowsResponse[] => {
      if (place.lost === 0) return [];
      const time = toTimestamp(nowMs);
      const lost_events = { source: 'HUBBLE_RING_BUFFER' as const, num_events_lost: String(place.lost), first: time, last: time };
      place.lost = 0;
      return [{ lost_events, node_name: place.hubbleName, time }];
    });
    if (told.length > 0) this.toldLostAtMs = nowMs;
    return told;
  }

  /** Where to begin at each node: at its end, or so far back as number, first and since say. Nodes that come later are read whole. */
  private takePlaces(isLate: boolean): void {
    const { follow = false, first = false, since } = this.request;
    const number = Number(this.request.number ?? 0);
    for (const { name: node, hubbleName, ready } of this.source.world.nodes) {
      if (!ready) this.places.delete(node);
      if (!ready || this.places.has(node) || (this.nodes && !this.nodes.includes(node))) continue;
      const ring = this.source.ringOf(node);
      const fromStart = first || since !== undefined;
      const index = fromStart ? ring.oldest : isLate || (follow && number === 0) ? ring.next : this.rewind(ring, number);
      const limited = !follow && number > 0;
      this.places.set(node, { node, hubbleName, ring, index, lost: 0, left: limited ? number : Infinity });
    }
  }

  /** The entry from which on `number` flows pass the filter; the oldest when there are fewer, or number is 0. */
  private rewind(ring: Ring, number: number): number {
    let count = 0;
    for (let index = ring.next - 1; index >= ring.oldest; index--) {
      const flow = ring.at(index)?.flow;
      if (flow && this.test(flow) && ++count === number) return index;
    }
    return ring.oldest;
  }
}
