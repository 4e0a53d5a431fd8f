import type { FlowProtocol } from '@tart-lab/contract/flow.ts';
import type { Flow } from './flow.ts';
import { MadeOnce } from './madeOnce.ts';
import { ProtoFields } from './protoFields.ts';
import { tcpFlagsOf } from './tcpFlags.ts';

const LAYER4: readonly (FlowProtocol | undefined)[] = [undefined, 'TCP', 'UDP', 'ICMP', 'ICMP', 'SCTP'];
const LAYER7 = { type: 1, latencyNs: 2, dns: 100, http: 101, kafka: 102 };
const RESPONSE = 2;
const MOST_TEXTS = 2000;

const SYN = 1 << 2;
const ACK = 1 << 5;

/** Reads the layers 4 and 7 of encoded flows: `readLayer4` and `readLayer7` fill the fields, which stay until they are called again. */
export class WireLayers {
  private readonly outer = new ProtoFields();
  private readonly inner = new ProtoFields();
  private readonly flags = new ProtoFields();
  private readonly texts = new MadeOnce<string>(MOST_TEXTS);

  protocol: FlowProtocol = 'other';
  sourcePort: number | null = null;
  destinationPort: number | null = null;
  tcpFlags: readonly string[] = tcpFlagsOf(0);
  /** A SYN without ACK. */
  opens = false;

  http: Flow['http'] = null;
  dns: Flow['dns'] = null;
  latencyMs: Flow['latencyMs'] = null;
  /** Of layer 7; null where no policy looked inside. */
  inside: FlowProtocol | null = null;

  readLayer4(bytes: Buffer, from: number, to: number): void {
    this.protocol = 'other';
    this.sourcePort = this.destinationPort = null;
    this.tcpFlags = tcpFlagsOf(0);
    this.opens = false;
    const { outer } = this;
    outer.set(bytes, from, to);
    while (outer.next()) {
      const protocol = LAYER4[outer.field];
      if (protocol === undefined) continue;
      this.protocol = protocol;
      this.readPorts();
    }
  }

  readLayer7(bytes: Buffer, from: number, to: number): void {
    this.forgetLayer7();
    if (to <= from) return;
    const { outer } = this;
    outer.set(bytes, from, to);
    let type = 0;
    let latencyNs: number | null = null;
    while (outer.next()) {
      switch (outer.field) {
        case LAYER7.type:
          type = outer.value;
          break;
        case LAYER7.latencyNs:
          latencyNs = outer.value;
          break;
        case LAYER7.dns:
          this.readDns();
          break;
        case LAYER7.http:
          this.readHttp();
          break;
        case LAYER7.kafka:
          this.inside ??= 'Kafka';
          break;
      }
    }
    const answer = type === RESPONSE;
    if (answer && latencyNs !== null) this.latencyMs = latencyNs / 1e6;
    if (this.http !== null) this.dns = null;
    else if (this.dns !== null && !answer) this.dns = { query: this.dns.query, code: null };
    this.inside = this.http !== null ? 'HTTP' : this.dns !== null ? 'DNS' : this.inside;
  }

  private forgetLayer7(): void {
    this.http = this.dns = this.latencyMs = this.inside = null;
  }

  private readPorts(): void {
    this.sourcePort = this.destinationPort = null;
    this.opens = false;
    this.tcpFlags = tcpFlagsOf(0);
    if (this.protocol === 'ICMP') return;
    const { inner, outer } = this;
    inner.enter(outer);
    while (inner.next()) {
      if (inner.field === 1) this.sourcePort = inner.value;
      else if (inner.field === 2) this.destinationPort = inner.value;
      else if (inner.field === 3 && this.protocol === 'TCP') this.readFlags();
    }
  }

  private readFlags(): void {
    const { flags, inner } = this;
    flags.enter(inner);
    let mask = 0;
    while (flags.next()) if (flags.value !== 0 && flags.field < 16) mask |= 1 << flags.field;
    this.tcpFlags = tcpFlagsOf(mask);
    this.opens = (mask & SYN) !== 0 && (mask & ACK) === 0;
  }

  private readHttp(): void {
    const { inner, outer } = this;
    inner.enter(outer);
    let code = 0;
    let method = '';
    let url = '';
    while (inner.next()) {
      if (inner.field === 1) code = inner.value;
      else if (inner.field === 2) method = this.text(inner);
      else if (inner.field === 3) url = this.text(inner);
    }
    this.http = { method, code: code || null, url };
  }

  /** As of an answer, where no code means no error. */
  private readDns(): void {
    const { inner, outer } = this;
    inner.enter(outer);
    let query = '';
    let code = 0;
    while (inner.next()) {
      if (inner.field === 1) query = this.text(inner);
      else if (inner.field === 6) code = inner.value;
    }
    this.dns = { query, code };
  }

  private text(fields: ProtoFields): string {
    return this.texts.of(fields.bytes, fields.from, fields.to, (bytes, from, to) => bytes.toString('utf8', from, to));
  }
}
