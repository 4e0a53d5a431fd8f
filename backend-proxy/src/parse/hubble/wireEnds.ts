import type { FlowEnd } from './flow.ts';
import { reservedName, toFlowEnd, UNKNOWN_END } from './flowEnd.ts';
import type { KnownEnd } from './flowEnd.ts';
import { keyOfBytes } from './glance.ts';
import { MadeOnce } from './madeOnce.ts';
import { ProtoFields } from './protoFields.ts';

const ENDPOINT = { identity: 2, namespace: 3, label: 4, pod: 5, workload: 6 };
const MOST_ENDS = 5000;
const MOST_PAIRS = 5000;

/** The addresses of a flow, and a number that stands for them both. */
export interface Addresses {
  readonly source: string | null;
  readonly destination: string | null;
  readonly key: number;
}
const NO_ADDRESSES: Addresses = { source: null, destination: null, key: 0 };

interface SeenEnd {
  readonly known: KnownEnd;
  /** As it was in the latest flow: servers keep their address and port. */
  latest: FlowEnd | null;
  name: string | null;
}

/**
 * Reads the ends of flows from encoded endpoints, and their addresses. A pod's endpoint is the same in all its flows, labels included, so
 * it is read once; an end that is the same altogether is one object.
 */
export class WireEnds {
  private readonly ends = new MadeOnce<SeenEnd>(MOST_ENDS);
  private readonly pairs = new MadeOnce<Addresses>(MOST_PAIRS);
  private readonly nobody: SeenEnd = { known: UNKNOWN_END, latest: null, name: null };

  /** Nothing from `from` up to `to` where the flow has no such endpoint. */
  end(bytes: Buffer, from: number, to: number, address: string | null, port: number | null, name: string | null): FlowEnd {
    const seen = to > from ? this.ends.of(bytes, from, to, readEndpoint) : this.nobody;
    const { latest } = seen;
    if (latest !== null && latest.port === port && latest.address === address && seen.name === name) return latest;
    seen.name = name;
    seen.latest = toFlowEnd(seen.known, address, port, name);
    return seen.latest;
  }

  addresses(bytes: Buffer, from: number, to: number): Addresses {
    return to > from ? this.pairs.of(bytes, from, to, readAddresses) : NO_ADDRESSES;
  }
}

function readEndpoint(bytes: Buffer, from: number, to: number): SeenEnd {
  const fields = new ProtoFields().set(bytes, from, to);
  const labels: string[] = [];
  let identity: number | null = null;
  let namespace = '';
  let pod = '';
  let owner: readonly [name: string, kind: string] | null = null;
  while (fields.next()) {
    switch (fields.field) {
      case ENDPOINT.identity:
        identity = fields.value;
        break;
      case ENDPOINT.namespace:
        namespace = fields.text();
        break;
      case ENDPOINT.label:
        labels.push(fields.text());
        break;
      case ENDPOINT.pod:
        pod = fields.text();
        break;
      case ENDPOINT.workload:
        owner ??= readPair(new ProtoFields().enter(fields));
        break;
    }
  }
  const [workload = '', kind = ''] = owner ?? [];
  const known: KnownEnd = {
    namespace: namespace || null,
    pod: pod || null,
    identity,
    workload: workload || null,
    workloadKind: workload === '' ? null : kind || null,
    reserved: reservedName(labels, identity),
  };
  return { known, latest: null, name: null };
}

/** The texts of a message's fields 1 and 2: a workload's name and kind, a policy's name and namespace. */
export function readPair(fields: ProtoFields): readonly [first: string, second: string] {
  let first = '';
  let second = '';
  while (fields.next()) {
    if (fields.field === 1) first = fields.text();
    else if (fields.field === 2) second = fields.text();
  }
  return [first, second];
}

/** Only source and destination count for the key: what else an IP says differs from node to node. */
function readAddresses(bytes: Buffer, from: number, to: number): Addresses {
  const fields = new ProtoFields().set(bytes, from, to);
  let source = '';
  let destination = '';
  let key = 0;
  while (fields.next()) {
    if (fields.field === 1) source = fields.text();
    else if (fields.field === 2) destination = fields.text();
    else continue;
    key = (key * 31 + keyOfBytes(bytes, fields.from, fields.to) * fields.field) % 2 ** 46;
  }
  return { source: source || null, destination: destination || null, key };
}
