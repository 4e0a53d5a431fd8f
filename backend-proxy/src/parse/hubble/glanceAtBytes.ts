import type { Glance } from './glance.ts';
import { keyOfBytes } from './glance.ts';
import { nodeOf } from './protoJson.ts';
import { toDropReason, toVerdict } from './words.ts';

/** Numbers of the fields that are looked at (cilium/api/v1/flow and observer). */
const FLOW = { time: 1, verdict: 2, ip: 5, l4: 6, node: 11, dropReasonDesc: 25, uuid: 34 };
const FLAG = { syn: 2, ack: 5 };

/** A place in a message: protobuf's fields one after the other. `ended` too when the bytes make no sense. */
class Fields {
  readonly bytes: Buffer;
  at: number;
  end: number;
  field = 0;
  /** Of a number: its value. */
  value = 0;
  /** Of a text or a message: where it lies. */
  from = 0;
  to = 0;

  constructor(bytes: Buffer, from: number, to: number) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        this.value = this.varint();
        return this.at <= this.end;
      case 1:
        this.at += 8;
        return this.at <= this.end;
      case 2:
        this.to = this.varint();
        this.from = this.at;
        this.to += this.from;
        this.at = this.to;
        return this.at <= this.end;
      case 5:
        this.at += 4;
        return this.at <= this.end;
      default:
        return false;
    }
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && this.at < this.end; i += 1) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    this.at = this.end + 1;
    return 0;
  }
}

/** Looks at an encoded GetFlowsResponse. Null when it holds no flow, or nothing readable: then it is read whole, which says why. */
export function glanceAtBytes(bytes: Buffer): Glance | null {
  const answer = new Fields(bytes, 0, bytes.length);
  if (!answer.next() || answer.field !== 1 || answer.to <= answer.from) return null;
  const flow = new Fields(bytes, answer.from, answer.to);
  let atMs: number | null = null;
  let verdict = 0;
  let dropReason = 0;
  let node = '';
  let key: number | null = null;
  let opening = false;
  let addresses: number | null = null;
  let ports = 0;
  while (flow.next()) {
    switch (flow.field) {
      case FLOW.time:
        atMs = timeAt(bytes, flow.from, flow.to);
        break;
      case FLOW.verdict:
        verdict = flow.value;
        break;
      case FLOW.ip:
        addresses = keyOfFirstTwo(bytes, flow.from, flow.to);
        break;
      case FLOW.l4: {
        const tcp = new Fields(bytes, flow.from, flow.to);
        if (!tcp.next() || tcp.field !== 1) break;
        opening = opensConnection(bytes, tcp.from, tcp.to);
        if (opening) ports = keyOfFirstTwo(bytes, tcp.from, tcp.to);
        break;
      }
      case FLOW.node:
        node = nodeOf(bytes.toString('latin1', flow.from, flow.to));
        break;
      case FLOW.dropReasonDesc:
        dropReason = flow.value;
        break;
      case FLOW.uuid:
        key = keyOfBytes(bytes, flow.from, flow.to);
        break;
    }
  }
  if (atMs === null) return null;
  const word = toVerdict(verdict);
  return {
    key: key ?? keyOfBytes(bytes, 0, bytes.length),
    atMs,
    node,
    verdict: word,
    dropReason: word === 'dropped' ? toDropReason(dropReason) : null,
    opens: opening && addresses !== null ? addresses + ports : null,
  };
}

function timeAt(bytes: Buffer, from: number, to: number): number {
  const time = new Fields(bytes, from, to);
  let atMs = 0;
  while (time.next()) atMs += time.field === 1 ? time.value * 1000 : Math.trunc(time.value / 1e6);
  return atMs;
}

/** Of the fields 1 and 2, which are source and destination of an IP and of a TCP header; the others differ from node to node. */
function keyOfFirstTwo(bytes: Buffer, from: number, to: number): number {
  const fields = new Fields(bytes, from, to);
  let key = 0;
  while (fields.next()) {
    if (fields.field > 2) continue;
    const own = fields.to > fields.from ? keyOfBytes(bytes, fields.from, fields.to) : fields.value;
    key = (key * 31 + own * fields.field) % 2 ** 46;
    fields.from = fields.to = 0;
  }
  return key;
}

/** A SYN without ACK: TCP's third field is its flags. */
function opensConnection(bytes: Buffer, from: number, to: number): boolean {
  const tcp = new Fields(bytes, from, to);
  while (tcp.next()) {
    if (tcp.field !== 3) continue;
    const flags = new Fields(bytes, tcp.from, tcp.to);
    let syn = false;
    let ack = false;
    while (flags.next()) {
      if (flags.field === FLAG.syn) syn = flags.value === 1;
      else if (flags.field === FLAG.ack) ack = flags.value === 1;
    }
    return syn && !ack;
  }
  return false;
}
