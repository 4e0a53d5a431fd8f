import type { Guest } from '../guest/guest.ts';
import { deviceCountersOf } from '../guest/network.ts';
import { connectedSockets, listeningSockets, type Socket } from '../guest/sockets.ts';
import type { RenderFile } from './tree.ts';

const DEV_HEADER =
  'Inter-|   Receive                                                |  Transmit\n' +
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';

const dev: RenderFile = (guest, atMs) => {
  let text = DEV_HEADER;
  for (const { device, receiveBytes, receivePackets, receiveDrops, transmitBytes, transmitPackets } of deviceCountersOf(guest, atMs)) {
    text +=
      `${device.name.padStart(6)}: ${String(receiveBytes).padStart(7)} ${String(receivePackets).padStart(7)}    0 ${String(receiveDrops).padStart(4)}    0     0          0         0 ` +
      `${String(transmitBytes).padStart(8)} ${String(transmitPackets).padStart(7)}    0    0    0     0       0          0\n`;
  }
  return text;
};

const ROUTE_HEADER = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'.padEnd(127);
const routeRow = (device: string, to: string, via: string, flags: string, mask: string): string =>
  `${device}\t${to}\t${via}\t${flags}\t0\t0\t100\t${mask}\t0\t0\t0`.padEnd(127);

const route: RenderFile = () =>
  `${[
    ROUTE_HEADER,
    routeRow('enp0s1', '00000000', '0140A8C0', '0003', '00000000'),
    routeRow('enp0s1', '0040A8C0', '00000000', '0001', '00FFFFFF'),
    routeRow('enp0s1', '0140A8C0', '00000000', '0005', 'FFFFFFFF'),
  ].join('\n')}\n`;

const SOCKET_HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'.padEnd(149);
const STATE_CODES = { LISTEN: '0A', ESTAB: '01', 'TIME-WAIT': '06', UNCONN: '07' } as const;

/** `127.0.0.1:8080` as the kernel prints it: each 32-bit word little endian, the port big endian. */
export function hexAddress(address: string, port: number, family: 4 | 6): string {
  const shown = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const plain = address.replace(/%.*/, '');
  if (plain === '*' || plain === '::') return (family === 6 ? '0' : '').padStart(family === 6 ? 32 : 8, '0') + shown;
  const bytes = plain.split('.').map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'));
  const word = bytes.reverse().join('');
  return (family === 6 ? `0000000000000000FFFF0000${word}` : word) + shown;
}

function socketTable(sockets: readonly Socket[], family: 4 | 6): string {
  const rows = sockets
    .filter((socket) => socket.family === family)
    .map(
      ({ local, port, peer, peerPort, state, uid, inode }, index) =>
        `${String(index).padStart(4)}: ${hexAddress(local, port, family)} ${hexAddress(peer, peerPort, family)} ${STATE_CODES[state]} ` +
        `00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 100 0 0 10 0`,
    );
  return `${[SOCKET_HEADER, ...rows.map((row) => row.padEnd(149))].join('\n')}\n`;
}

const sockets = (guest: Guest, protocol: 'tcp' | 'udp', atMs: number): Socket[] => [
  ...listeningSockets(guest).filter((socket) => socket.protocol === protocol),
  ...(protocol === 'tcp' ? connectedSockets(guest, atMs) : []),
];

const table =
  (protocol: 'tcp' | 'udp', family: 4 | 6): RenderFile =>
  (guest, atMs) =>
    socketTable(sockets(guest, protocol, atMs), family);

const sockstat: RenderFile = (guest, atMs) => {
  const tcp = sockets(guest, 'tcp', atMs);
  const waiting = tcp.filter(({ state }) => state === 'TIME-WAIT').length;
  const used = tcp.length - waiting;
  const udp = sockets(guest, 'udp', atMs).length;
  return (
    `sockets: used ${used + udp + 160}\nTCP: inuse ${used} orphan 0 tw ${waiting} alloc ${used + 4} mem ${used * 2}\n` +
    `UDP: inuse ${udp} mem ${udp}\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n`
  );
};

/** Every socket is counted in sockstat; this one only makes the guest's kernel one with IPv6. */
const sockstat6: RenderFile = () => 'TCP6: inuse 0\nUDP6: inuse 0\nUDPLITE6: inuse 0\nRAW6: inuse 0\nFRAG6: inuse 0 memory 0\n';

const snmp: RenderFile = (guest, atMs) => {
  const uplink = deviceCountersOf(guest, atMs).find(({ device }) => device.physical);
  const [received, sent] = [uplink?.receivePackets ?? 0, uplink?.transmitPackets ?? 0];
  const established = connectedSockets(guest, atMs).filter(({ state }) => state === 'ESTAB').length;
  return (
    'Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates\n' +
    `Ip: 1 64 ${received} 0 0 ${Math.floor(received * 0.4)} 0 0 ${Math.floor(received * 0.6)} ${sent} 0 0 0 0 0 0 0 0 0\n` +
    'Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors\n' +
    `Tcp: 1 200 120000 -1 ${Math.floor(sent / 90)} ${Math.floor(received / 80)} ${Math.floor(sent / 4000)} ${Math.floor(sent / 6000)} ${established} ${received} ${sent} ${Math.floor(sent / 5000)} 0 ${Math.floor(sent / 700)} 0\n` +
    'Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors\n' +
    `Udp: ${Math.floor(received / 20)} 4 0 ${Math.floor(sent / 20)} 0 0 0 0 0\n`
  );
};

const netstat: RenderFile = (guest, atMs) => {
  const uplink = deviceCountersOf(guest, atMs).find(({ device }) => device.physical);
  const sent = uplink?.transmitPackets ?? 0;
  return (
    'TcpExt: SyncookiesSent SyncookiesRecv SyncookiesFailed ListenOverflows ListenDrops TCPTimeouts TCPSynRetrans TCPOFOQueue TCPRcvQDrop\n' +
    `TcpExt: 0 0 0 0 0 ${Math.floor(sent / 9000)} ${Math.floor(sent / 20_000)} ${Math.floor(sent / 7000)} 0\n` +
    'IpExt: InNoRoutes InOctets OutOctets\n' +
    `IpExt: 0 ${uplink?.receiveBytes ?? 0} ${uplink?.transmitBytes ?? 0}\n`
  );
};

/** The files of /proc/net. */
export const netFiles: Readonly<Record<string, RenderFile>> = {
  '/proc/net/dev': dev,
  '/proc/net/route': route,
  '/proc/net/tcp': table('tcp', 4),
  '/proc/net/tcp6': table('tcp', 6),
  '/proc/net/udp': table('udp', 4),
  '/proc/net/udp6': table('udp', 6),
  '/proc/net/sockstat': sockstat,
  '/proc/net/sockstat6': sockstat6,
  '/proc/net/snmp': snmp,
  '/proc/net/netstat': netstat,
};
