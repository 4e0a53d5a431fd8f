import { MadeOnce } from './madeOnce.ts';
import { ProtoFields } from './protoFields.ts';
import { nodeOf } from './protoJson.ts';

const ANSWER = { flow: 1, nodeStatus: 2, lostEvents: 3, node: 1000, time: 1001 };
const FLOW = {
  time: 1,
  verdict: 2,
  dropReason: 3,
  ip: 5,
  layer4: 6,
  source: 8,
  destination: 9,
  node: 11,
  sourceName: 13,
  destinationName: 14,
  layer7: 15,
  direction: 22,
  dropReasonDesc: 25,
  isReply: 26,
  uuid: 34,
};
/** Lists of policies in the order in which they are told: those that denied first. */
const POLICIES = [21004, 21005, 21001, 21002];
const MOST_NODES = 1000;

/** Where a part of the message lies; `to` is 0 when the message has no such part. */
export class Place {
  from = 0;
  to = 0;

  clear(): void {
    this.from = this.to = 0;
  }
  at(fields: ProtoFields): void {
    this.from = fields.from;
    this.to = fields.to;
  }
}

/** Where the parts of a GetFlowsResponse lie, and its plain numbers. One object for all answers of a stream: `scan` fills it anew. */
export class WireAnswer {
  private readonly answer = new ProtoFields();
  private readonly part = new ProtoFields();
  private readonly inner = new ProtoFields();
  private readonly nodes = new MadeOnce<string>(MOST_NODES);

  /** False when the bytes make no sense somewhere. */
  isWhole = true;
  /** It says when or where it comes from, even if it holds nothing that is known. */
  isSigned = false;
  readonly flow = new Place();
  readonly nodeStatus = new Place();
  readonly lostEvents = new Place();
  /** What the answer says for itself: read where the flow in it does not say it. */
  private readonly ownTime = new Place();
  private readonly ownNode = new Place();
  /** Epoch ms, of the flow if it has one, else of the answer. */
  atMs: number | null = null;
  node = '';

  verdict = 0;
  dropReason = 0;
  direction = 0;
  isReply: boolean | null = null;
  readonly ip = new Place();
  readonly layer4 = new Place();
  readonly layer7 = new Place();
  readonly source = new Place();
  readonly destination = new Place();
  /** The first name of each end. */
  readonly sourceName = new Place();
  readonly destinationName = new Place();
  readonly uuid = new Place();
  /** Triples: which list of policies, from, to. */
  readonly policies: number[] = [];

  scan(bytes: Buffer, from: number, to: number): void {
    this.clear();
    const { answer } = this;
    answer.set(bytes, from, to);
    while (answer.next()) {
      switch (answer.field) {
        case ANSWER.flow:
          this.flow.at(answer);
          break;
        case ANSWER.nodeStatus:
          this.nodeStatus.at(answer);
          break;
        case ANSWER.lostEvents:
          this.lostEvents.at(answer);
          break;
        case ANSWER.node:
          this.ownNode.at(answer);
          this.isSigned = true;
          break;
        case ANSWER.time:
          this.ownTime.at(answer);
          this.isSigned = true;
          break;
      }
    }
    this.isWhole = answer.isWhole();
    if (this.flow.to > 0) this.scanFlow(bytes);
    if (this.atMs === null && this.ownTime.to > 0) this.atMs = this.timeAt(bytes, this.ownTime);
    if (this.node === '' && this.ownNode.to > 0) this.node = this.nodeAt(bytes, this.ownNode);
  }

  private scanFlow(bytes: Buffer): void {
    const flow = this.part.set(bytes, this.flow.from, this.flow.to);
    let dropReasonDesc = 0;
    while (flow.next()) {
      switch (flow.field) {
        case FLOW.time:
          this.atMs = this.timeAt(bytes, flow);
          break;
        case FLOW.verdict:
          this.verdict = flow.value;
          break;
        case FLOW.dropReason:
          this.dropReason = flow.value;
          break;
        case FLOW.ip:
          this.ip.at(flow);
          break;
        case FLOW.layer4:
          this.layer4.at(flow);
          break;
        case FLOW.source:
          this.source.at(flow);
          break;
        case FLOW.destination:
          this.destination.at(flow);
          break;
        case FLOW.node:
          this.node = this.nodeAt(bytes, flow);
          break;
        case FLOW.sourceName:
          if (this.sourceName.to === 0) this.sourceName.at(flow);
          break;
        case FLOW.destinationName:
          if (this.destinationName.to === 0) this.destinationName.at(flow);
          break;
        case FLOW.layer7:
          this.layer7.at(flow);
          break;
        case FLOW.direction:
          this.direction = flow.value;
          break;
        case FLOW.dropReasonDesc:
          dropReasonDesc = flow.value;
          break;
        case FLOW.isReply:
          this.isReply = this.firstNumberOf(flow) !== 0;
          break;
        case FLOW.uuid:
          this.uuid.at(flow);
          break;
        default:
          if (flow.field > 21000 && POLICIES.includes(flow.field)) this.policies.push(POLICIES.indexOf(flow.field), flow.from, flow.to);
      }
    }
    if (!flow.isWhole()) this.isWhole = false;
    if (dropReasonDesc !== 0) this.dropReason = dropReasonDesc;
  }

  private clear(): void {
    this.isWhole = true;
    this.isSigned = false;
    this.atMs = null;
    this.node = '';
    this.verdict = this.dropReason = this.direction = 0;
    this.isReply = null;
    this.policies.length = 0;
    this.flow.clear();
    this.nodeStatus.clear();
    this.lostEvents.clear();
    this.ownTime.clear();
    this.ownNode.clear();
    this.ip.clear();
    this.layer4.clear();
    this.layer7.clear();
    this.source.clear();
    this.destination.clear();
    this.sourceName.clear();
    this.destinationName.clear();
    this.uuid.clear();
  }

  private nodeAt(bytes: Buffer, at: Pick<Place, 'from' | 'to'>): string {
    return this.nodes.of(bytes, at.from, at.to, readNode);
  }

  /** A Timestamp without seconds is of 1970 or none at all: null. */
  private timeAt(bytes: Buffer, at: Pick<Place, 'from' | 'to'>): number | null {
    const time = this.inner.set(bytes, at.from, at.to);
    let seconds: number | null = null;
    let nanos = 0;
    while (time.next()) {
      if (time.field === 1) seconds = time.value;
      else if (time.field === 2) nanos = time.value;
    }
    return seconds === null ? null : seconds * 1000 + Math.trunc(nanos / 1e6);
  }

  /** Of a wrapped value: field 1, or 0 when it is left out. */
  private firstNumberOf(outer: ProtoFields): number {
    const wrapper = this.inner.enter(outer);
    let value = 0;
    while (wrapper.next()) if (wrapper.field === 1) value = wrapper.value;
    return value;
  }
}

const readNode = (bytes: Buffer, from: number, to: number): string => nodeOf(bytes.toString('utf8', from, to));
