import type { Layer4, Ports, TcpFlags } from './messages.ts';
import type { Party } from './party.ts';

/** A packet between two parties, and what Hubble says of it in short. */
export interface Packet {
  readonly from: Party;
  readonly to: Party;
  readonly l4: Layer4;
  readonly summary: string;
  readonly isReply: boolean;
  /** The first of its connection. */
  readonly isFirst: boolean;
}

/** A connection's ends and ports; its packets go from the client, or back. */
export interface Connection {
  readonly client: Party;
  readonly server: Party;
  readonly clientPort: number;
  readonly serverPort: number;
}

const FLAG_ORDER = ['FIN', 'SYN', 'RST', 'PSH', 'ACK'] as const;
/** Hubble's summary has another order than its flags. */
const SUMMARY_ORDER = ['SYN', 'ACK', 'RST', 'FIN', 'PSH'] as const;
export type TcpFlag = (typeof FLAG_ORDER)[number];

export function tcpPacket(connection: Connection, isReply: boolean, flags: readonly TcpFlag[]): Packet {
  const set: TcpFlags = Object.fromEntries(FLAG_ORDER.filter((flag) => flags.includes(flag)).map((flag) => [flag, true]));
  const summary = `TCP Flags: ${SUMMARY_ORDER.filter((flag) => flags.includes(flag)).join(', ')}`;
  return makePacket(
    connection,
    isReply,
    { TCP: { ...portsOf(connection, isReply), flags: set } },
    summary,
    flags.length === 1 && flags[0] === 'SYN',
  );
}

export function udpPacket(connection: Connection, isReply: boolean): Packet {
  return makePacket(connection, isReply, { UDP: portsOf(connection, isReply) }, 'UDP', !isReply);
}

/** An echo request (8), or its reply (0, a default, which is left out). */
export function pingPacket(client: Party, server: Party, isReply: boolean): Packet {
  const connection = { client, server, clientPort: 0, serverPort: 0 };
  return makePacket(connection, isReply, { ICMPv4: isReply ? {} : { type: 8 } }, `ICMPv4 Echo${isReply ? 'Reply' : 'Request'}`, !isReply);
}

/** What a proxy reads, between the ends of its connection: TCP without flags, or UDP. */
export function readPacket(connection: Connection, isReply: boolean, layer: 'TCP' | 'UDP', summary: string): Packet {
  return makePacket(connection, isReply, { [layer]: portsOf(connection, isReply) }, summary, false);
}

function makePacket({ client, server }: Connection, isReply: boolean, l4: Layer4, summary: string, isFirst: boolean): Packet {
  return isReply
    ? { from: server, to: client, l4, summary, isReply, isFirst }
    : { from: client, to: server, l4, summary, isReply, isFirst };
}

/** Port 0 is not known, and left out. */
function portsOf({ clientPort, serverPort }: Connection, isReply: boolean): Ports {
  const [from, to] = isReply ? [serverPort, clientPort] : [clientPort, serverPort];
  return { source_port: from || undefined, destination_port: to || undefined };
}
