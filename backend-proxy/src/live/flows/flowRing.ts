import type { FlowProtocol, Verdict } from '@tart-lab/contract/flow.ts';
import type { Flow, FlowEnd } from '../../parse/hubble/flow.ts';

/**
 * The latest flows, each field a column: an object a flow would be 1 kB, and garbage of the old generation when its turn is over. Texts are
 * those that were read once, so a flow takes some 200 bytes. `list` makes the flows again, in the order in which they came.
 */
export class FlowRing {
  private readonly most: number;
  private next = 0;
  private count = 0;
  private readonly atMs: Float64Array;
  /** NaN stands for null in columns of numbers. */
  private readonly key: Float64Array;
  private readonly latencyMs: Float64Array;
  private readonly node: string[] = [];
  private readonly verdict: Verdict[] = [];
  private readonly dropReason: Flow['dropReason'][] = [];
  private readonly policies: Flow['policies'][] = [];
  private readonly protocol: FlowProtocol[] = [];
  private readonly direction: Flow['direction'][] = [];
  private readonly reply: Flow['reply'][] = [];
  private readonly tcpFlags: Flow['tcpFlags'][] = [];
  private readonly http: Flow['http'][] = [];
  private readonly dns: Flow['dns'][] = [];
  private readonly source: EndColumns;
  private readonly destination: EndColumns;

  constructor(most: number) {
    this.most = most;
    this.atMs = new Float64Array(most);
    this.key = new Float64Array(most);
    this.latencyMs = new Float64Array(most);
    this.source = new EndColumns(most);
    this.destination = new EndColumns(most);
  }

  /** Whether none had to make room. */
  get isWhole(): boolean {
    return this.count < this.most;
  }

  push(flow: Flow): void {
    const at = this.next;
    this.next = (at + 1) % this.most;
    this.count = Math.min(this.count + 1, this.most);
    this.atMs[at] = flow.atMs;
    this.key[at] = flow.key ?? NaN;
    this.latencyMs[at] = flow.latencyMs ?? NaN;
    this.node[at] = flow.node;
    this.verdict[at] = flow.verdict;
    this.dropReason[at] = flow.dropReason;
    this.policies[at] = flow.policies;
    this.protocol[at] = flow.protocol;
    this.direction[at] = flow.direction;
    this.reply[at] = flow.reply;
    this.tcpFlags[at] = flow.tcpFlags;
    this.http[at] = flow.http;
    this.dns[at] = flow.dns;
    this.source.set(at, flow.source);
    this.destination.set(at, flow.destination);
  }

  list(): Flow[] {
    const first = this.isWhole ? 0 : this.next;
    return Array.from({ length: this.count }, (_, i) => this.flowAt((first + i) % this.most));
  }

  private flowAt(at: number): Flow {
    return {
      atMs: this.atMs[at] ?? 0,
      key: numberAt(this.key, at),
      node: this.node[at] ?? '',
      verdict: this.verdict[at] ?? 'unknown',
      dropReason: this.dropReason[at] ?? null,
      policies: this.policies[at] ?? [],
      protocol: this.protocol[at] ?? 'other',
      direction: this.direction[at] ?? null,
      reply: this.reply[at] ?? null,
      tcpFlags: this.tcpFlags[at] ?? [],
      source: this.source.at(at),
      destination: this.destination.at(at),
      http: this.http[at] ?? null,
      dns: this.dns[at] ?? null,
      latencyMs: numberAt(this.latencyMs, at),
    };
  }
}

class EndColumns {
  private readonly port: Float64Array;
  private readonly identity: Float64Array;
  private readonly namespace: FlowEnd['namespace'][] = [];
  private readonly workload: string[] = [];
  private readonly workloadKind: FlowEnd['workloadKind'][] = [];
  private readonly pod: FlowEnd['pod'][] = [];
  private readonly address: FlowEnd['address'][] = [];

  constructor(most: number) {
    this.port = new Float64Array(most);
    this.identity = new Float64Array(most);
  }

  set(at: number, end: FlowEnd): void {
    this.port[at] = end.port ?? NaN;
    this.identity[at] = end.identity ?? NaN;
    this.namespace[at] = end.namespace;
    this.workload[at] = end.workload;
    this.workloadKind[at] = end.workloadKind;
    this.pod[at] = end.pod;
    this.address[at] = end.address;
  }

  at(at: number): FlowEnd {
    return {
      namespace: this.namespace[at] ?? null,
      workload: this.workload[at] ?? 'unknown',
      workloadKind: this.workloadKind[at] ?? null,
      pod: this.pod[at] ?? null,
      address: this.address[at] ?? null,
      port: numberAt(this.port, at),
      identity: numberAt(this.identity, at),
    };
  }
}

function numberAt(column: Float64Array, at: number): number | null {
  const value = column[at];
  return value === undefined || Number.isNaN(value) ? null : value;
}
