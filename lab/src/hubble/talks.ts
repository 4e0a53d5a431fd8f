import type { Layer7, Policy, Verdict } from './messages.ts';
import { pingPacket, readPacket, tcpPacket, udpPacket } from './packet.ts';
import type { Connection } from './packet.ts';
import type { Party } from './party.ts';
import type { Side, Stage } from './stage.ts';

/** A policy at one end of a connection. */
export interface Gate {
  readonly at: Party;
  readonly side: Side;
  readonly policies: readonly Policy[];
}
/** What a policy does to a connection besides letting it pass. */
export interface TcpTalk {
  readonly connection: Connection;
  /** Milliseconds that the server takes. */
  readonly takesMs: number;
  /** The connection was there before and stays: data only, no handshake. */
  readonly goesOn: boolean;
  readonly gate?: Gate & { readonly verdict?: Verdict };
  /** What a proxy reads, where the gate's policy looks inside. */
  readonly http?: { readonly method: string; readonly url: string; readonly code: number; readonly verdict?: Verdict };
}

const PROXY_PORT = 15_001;
const DNS_PROXY_PORT = 34_053;

/** A TCP connection with one question and one answer. Cilium shows the packets that change its state, and the data once each way. */
export function talkTcp(stage: Stage, { connection, takesMs, goesOn, gate, http }: TcpTalk, startMs: number): void {
  const trip = 0.2 + stage.random.next();
  let atMs = startMs;
  const first = tcpPacket(connection, false, goesOn ? ['ACK', 'PSH'] : ['SYN']);
  if (!goesOn) {
    if (gate)
      stage.policyVerdict(
        first,
        gate.at,
        gate.side,
        gate.verdict ?? (http ? 'REDIRECTED' : 'FORWARDED'),
        gate.policies,
        atMs + (gate.side === 'INGRESS' ? 0.03 : 0),
      );
    stage.trace(first, (atMs += 0.02));
    stage.trace(tcpPacket(connection, true, ['SYN', 'ACK']), (atMs += trip));
    atMs += trip;
  }
  stage.trace(tcpPacket(connection, false, ['ACK', 'PSH']), atMs);
  if (gate && http) readHttp(stage, connection, gate, http, takesMs, atMs + trip / 2);
  // Now and then a node's own device shows the same packet, of which Cilium knows less.
  if (stage.random.next() < 0.1 && connection.server.node !== connection.client.node)
    stage.passBy(first, connection.server, connection.client.isEndpoint ? 'FROM_OVERLAY' : 'TO_NETWORK', atMs + trip / 2);
  atMs += trip + takesMs;
  stage.trace(tcpPacket(connection, true, ['ACK', 'PSH']), atMs);
  if (goesOn) return;
  const reset = stage.random.next() < 0.02;
  stage.trace(tcpPacket(connection, false, reset ? ['RST'] : ['ACK', 'FIN']), (atMs += trip));
  if (!reset) stage.trace(tcpPacket(connection, true, ['ACK', 'FIN']), atMs + trip);
}

function readHttp(
  stage: Stage,
  connection: Connection,
  gate: Gate,
  http: NonNullable<TcpTalk['http']>,
  takesMs: number,
  atMs: number,
): void {
  const { method, url, code, verdict = 'FORWARDED' } = http;
  const protocol = 'HTTP/1.1';
  stage.toProxy(tcpPacket(connection, false, ['ACK', 'PSH']), gate.at, gate.side, PROXY_PORT, atMs);
  const ask: Layer7 = { type: 'REQUEST', http: { method, url, protocol } };
  stage.layer7(readPacket(connection, false, 'TCP', `${protocol} ${method} ${url}`), gate.at, gate.side, ask, verdict, atMs + 0.05);
  const answer: Layer7 = { type: 'RESPONSE', latency_ns: String(Math.round(takesMs * 1e6)), http: { code, method, url, protocol } };
  const summary = `${protocol} ${code} ${Math.floor(takesMs)}ms (${method} ${url})`;
  stage.layer7(readPacket(connection, true, 'TCP', summary), gate.at, gate.side, answer, 'FORWARDED', atMs + 0.05 + takesMs);
}

/** A first packet that a policy does not let pass; TCP tries once more. */
export function talkDenied(stage: Stage, connection: Connection, gate: Gate, startMs: number): void {
  const syn = tcpPacket(connection, false, ['SYN']);
  for (const againMs of [0, 1030]) {
    // What is stopped on its way in was seen leaving.
    if (gate.side === 'INGRESS' && connection.client.isEndpoint && connection.client.node !== connection.server.node)
      stage.trace(syn, startMs + againMs, 'leaving');
    stage.policyVerdict(syn, gate.at, gate.side, 'DROPPED', gate.policies, startMs + againMs + 0.3);
  }
}

export interface DnsTalk {
  readonly connection: Connection;
  readonly query: string;
  readonly type: 'A' | 'AAAA';
  /** 0 no error, 2 server failure, 3 no such name. */
  readonly rcode: number;
  readonly ips: readonly string[];
  readonly takesMs: number;
  /** Where a policy looks into names. */
  readonly gate?: Gate;
  readonly verdict?: Verdict;
}
const RCODES: Readonly<Record<number, string>> = { 2: 'Server Failure', 3: 'Non-Existent Domain' };

/** A question for a name and its answer, over UDP. */
export function talkDns(
  stage: Stage,
  { connection, query, type, rcode, ips, takesMs, gate, verdict = 'FORWARDED' }: DnsTalk,
  startMs: number,
): void {
  const ask = udpPacket(connection, false);
  if (gate) {
    stage.policyVerdict(ask, gate.at, gate.side, 'REDIRECTED', gate.policies, startMs);
    stage.toProxy(ask, gate.at, gate.side, DNS_PROXY_PORT, startMs + 0.03);
    const dns = { query, observation_source: 'proxy', qtypes: [type] };
    stage.layer7(
      readPacket(connection, false, 'UDP', `DNS Query ${query} ${type}`),
      gate.at,
      gate.side,
      { type: 'REQUEST', dns },
      verdict,
      startMs + 0.06,
    );
  }
  stage.trace(ask, startMs + 0.1);
  stage.trace(udpPacket(connection, true), startMs + 0.1 + takesMs);
  if (!gate) return;
  const found = ips.length > 0;
  const dns = {
    query,
    ips: found ? ips : undefined,
    ttl: found ? 30 : undefined,
    observation_source: 'proxy',
    rcode: rcode === 0 ? undefined : rcode,
    qtypes: [type],
    rrtypes: found ? [type] : undefined,
  };
  const said = rcode === 0 ? (found ? `"${ips.join(',')}"` : '') : `RCode: ${RCODES[rcode] ?? rcode}`;
  const summary = `DNS Answer ${said} TTL: ${found ? 30 : 4_294_967_295} (Proxy ${query} ${type})`;
  const latency = String(Math.round(takesMs * 1e6));
  stage.layer7(
    readPacket(connection, true, 'UDP', summary),
    gate.at,
    gate.side,
    { type: 'RESPONSE', latency_ns: latency, dns },
    'FORWARDED',
    startMs + 0.15 + takesMs,
  );
}

export function talkPing(stage: Stage, client: Party, server: Party, startMs: number): void {
  stage.trace(pingPacket(client, server, false), startMs);
  stage.trace(pingPacket(client, server, true), startMs + 0.4);
}
