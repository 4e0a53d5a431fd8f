import type { ParseFailure, Result } from '../../result.ts';
import { fail, ok } from '../../result.ts';
import type { HubbleMessage } from './flow.ts';
import type { Glance } from './glance.ts';
import { keyOfBytes } from './glance.ts';
import { MadeOnce } from './madeOnce.ts';
import { ProtoFields } from './protoFields.ts';
import { nodeOf } from './protoJson.ts';
import type { Place } from './wireAnswer.ts';
import { WireAnswer } from './wireAnswer.ts';
import { readPair, WireEnds } from './wireEnds.ts';
import { WireLayers } from './wireLayers.ts';
import { LOST_SOURCES, NODE_STATES, toDropReason, toVerdict } from './words.ts';

const MOST_NAMES = 1000;
const NO_POLICIES: readonly string[] = [];
const NOTHING = Buffer.alloc(0);

/**
 * Reads encoded GetFlowsResponses of one stream straight into what is kept: no object is made of a message's parts, fields that are not
 * kept are passed over, and texts, ends and policies that come again are made once. Each message is looked at first, then read whole if
 * that is wanted.
 *
 * Shape: protobuf's wire format, numbers of fields as in cilium/api/v1/flow and observer, 1.14 to 1.20. It answers as `toHubbleMessage`
 * does for the same message as JSON, and fails as that does, with the bytes in hexadecimal.
 */
export class AnswerReader {
  private bytes: Buffer = NOTHING;
  private from = 0;
  private to = 0;
  /** Of the uuid of the message's flow, if it has one. */
  private key: number | null = null;
  private readonly answer = new WireAnswer();
  private readonly layers = new WireLayers();
  private readonly ends = new WireEnds();
  private readonly names = new MadeOnce<string>(MOST_NAMES);
  private readonly policies = new MadeOnce<readonly string[]>(MOST_NAMES);
  private readonly fields = new ProtoFields();

  /** Looks at a message. Null when it holds no flow, or nothing readable: then `read` tells what it is. */
  glance(bytes: Buffer, from: number, to: number): Glance | null {
    const { answer, layers } = this;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    answer.scan(bytes, from, to);
    const { atMs, uuid, ip, layer4 } = answer;
    if (answer.flow.to === 0 || atMs === null || !answer.isWhole) return null;
    this.key = uuid.to > uuid.from ? keyOfBytes(bytes, uuid.from, uuid.to) : null;
    layers.readLayer4(bytes, layer4.from, layer4.to);
    const verdict = toVerdict(answer.verdict);
    const ports = (layers.sourcePort ?? 0) * 65_536 + (layers.destinationPort ?? 0);
    return {
      key: this.key ?? keyOfBytes(bytes, from, to),
      atMs,
      node: answer.node,
      verdict,
      dropReason: verdict === 'dropped' ? toDropReason(answer.dropReason) : null,
      opens: layers.opens && ip.to > 0 ? this.ends.addresses(bytes, ip.from, ip.to).key + ports : null,
    };
  }

  /** Reads the message that was looked at last. */
  readonly read = (): Result<HubbleMessage | null, ParseFailure> => {
    const { answer } = this;
    if (!answer.isWhole) return this.unreadable();
    if (answer.flow.to > 0) return this.readFlow();
    if (answer.lostEvents.to > 0) return this.readLost();
    if (answer.nodeStatus.to > 0) return ok(this.readNodes());
    return answer.isSigned ? ok(null) : this.unreadable();
  };

  private readFlow(): Result<HubbleMessage, ParseFailure> {
    const { answer, layers, bytes } = this;
    if (answer.atMs === null) return this.unreadable();
    layers.readLayer7(bytes, answer.layer7.from, answer.layer7.to);
    const verdict = toVerdict(answer.verdict);
    const addresses = this.ends.addresses(bytes, answer.ip.from, answer.ip.to);
    const { source, destination } = answer;
    const { sourcePort, destinationPort } = layers;
    return ok({
      type: 'flow',
      flow: {
        atMs: answer.atMs,
        key: this.key,
        node: answer.node,
        verdict,
        dropReason: verdict === 'dropped' ? toDropReason(answer.dropReason) : null,
        policies: answer.policies.length === 0 ? NO_POLICIES : this.policiesOf(answer.policies),
        protocol: layers.inside ?? layers.protocol,
        direction: answer.direction === 1 ? 'ingress' : answer.direction === 2 ? 'egress' : null,
        reply: answer.isReply,
        tcpFlags: layers.tcpFlags,
        source: this.ends.end(bytes, source.from, source.to, addresses.source, sourcePort, this.nameAt(answer.sourceName)),
        destination: this.ends.end(
          bytes,
          destination.from,
          destination.to,
          addresses.destination,
          destinationPort,
          this.nameAt(answer.destinationName),
        ),
        http: layers.http,
        dns: layers.dns,
        latencyMs: layers.latencyMs,
      },
    });
  }

  private readLost(): Result<HubbleMessage | null, ParseFailure> {
    const { atMs, node, lostEvents } = this.answer;
    const fields = this.fields.set(this.bytes, lostEvents.from, lostEvents.to);
    let source = 0;
    let count = 0;
    while (fields.next()) {
      if (fields.field === 1) source = fields.value;
      else if (fields.field === 2) count = fields.value;
    }
    if (atMs === null || !fields.isWhole()) return this.unreadable();
    return ok(count > 0 ? { type: 'lost', lost: { atMs, node, source: LOST_SOURCES[source] ?? 'OTHER', count } } : null);
  }

  private readNodes(): HubbleMessage {
    const { nodeStatus } = this.answer;
    const fields = this.fields.set(this.bytes, nodeStatus.from, nodeStatus.to);
    let state = 0;
    let message = '';
    const nodes: string[] = [];
    while (fields.next()) {
      if (fields.field === 1) state = fields.value;
      else if (fields.field === 2) nodes.push(nodeOf(fields.text()));
      else if (fields.field === 3) message = fields.text();
    }
    return { type: 'nodes', state: NODE_STATES[state] ?? 'UNKNOWN_NODE_STATE', nodes, message: message || null };
  }

  private nameAt({ from, to }: Place): string | null {
    return to > from ? this.names.of(this.bytes, from, to, readText) : null;
  }

  /** `namespace/name`, or the name of a cluster-wide policy. Given are triples: which list, from, to. */
  private policiesOf(places: readonly number[]): readonly string[] {
    if (places.length === 3) return this.policyAt(places, 0);
    const names: string[] = [];
    for (let list = 0; list < 4; list += 1) {
      for (let i = 0; i < places.length; i += 3) {
        if (places[i] !== list) continue;
        for (const name of this.policyAt(places, i)) if (!names.includes(name)) names.push(name);
      }
    }
    return names;
  }

  /** A list of one, or of none for a policy without a name. */
  private policyAt(places: readonly number[], i: number): readonly string[] {
    return this.policies.of(this.bytes, places[i + 1] ?? 0, places[i + 2] ?? 0, readPolicy);
  }

  private unreadable(): Result<never, ParseFailure> {
    return fail({ format: 'GetFlowsResponse', line: this.bytes.toString('hex', this.from, Math.min(this.to, this.from + 100)) });
  }
}

const readText = (bytes: Buffer, from: number, to: number): string => bytes.toString('utf8', from, to);

function readPolicy(bytes: Buffer, from: number, to: number): readonly string[] {
  const [name, namespace] = readPair(new ProtoFields().set(bytes, from, to));
  return name === '' ? NO_POLICIES : [namespace === '' ? name : `${namespace}/${name}`];
}
