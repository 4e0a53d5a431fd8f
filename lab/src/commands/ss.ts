import { connectedSockets, listeningSockets, type Socket } from '../guest/sockets.ts';
import { parseOptions, type GuestProgram } from './program.ts';

/** Processes of other users are shown to root only. */
const ADMIN_UID = 1000;

/** ss(8): -t -u -l -a -n -p -H -s in any combination. */
export const ss: GuestProgram = (run, guest, atMs) => {
  const { flags } = parseOptions(run.args);
  const long = (short: string, name: string): boolean => flags.has(short) || flags.has(name);
  const listening = listeningSockets(guest);
  const connected = connectedSockets(guest, atMs);
  if (long('s', '--summary')) {
    run.out.write(summary(listening, connected));
    return 0;
  }
  const any = !long('t', '--tcp') && !long('u', '--udp');
  const both = long('a', '--all');
  const chosen = [...(long('l', '--listening') || both ? listening : []), ...(long('l', '--listening') && !both ? [] : connected)].filter(
    ({ protocol }) => any || long(protocol[0] ?? '', `--${protocol}`),
  );
  const withProtocol = any || (long('t', '--tcp') && long('u', '--udp'));
  const root = run.shell.get('USER') === 'root';
  const rows = chosen.map((socket) => ({
    protocol: socket.protocol,
    state: socket.state,
    queues: `${socket.state === 'LISTEN' ? '0      4096' : '0      0   '}`,
    local: `${ends(socket.local, socket.family)}:${socket.port}`,
    peer: `${ends(socket.peer, socket.family)}:${socket.peerPort === 0 ? '*' : socket.peerPort}`,
    users: long('p', '--processes') && (root || socket.uid === ADMIN_UID) ? users(socket) : '',
  }));
  const width = (of: (row: (typeof rows)[number]) => string, title: number): number =>
    rows.reduce((most, row) => Math.max(most, of(row).length), title);
  const [stateWidth, localWidth, peerWidth] = [
    width(({ state }) => state, 5),
    width(({ local }) => local, 18),
    width(({ peer }) => peer, 17),
  ];
  let text = '';
  if (!long('H', '--no-header')) {
    text += `${withProtocol ? 'Netid ' : ''}${'State'.padEnd(stateWidth)} Recv-Q Send-Q ${'Local Address:Port'.padStart(localWidth)} ${'Peer Address:Port'.padEnd(peerWidth)} Process\n`;
  }
  for (const { protocol, state, queues, local, peer, users: owner } of rows) {
    text += `${withProtocol ? protocol.padEnd(6) : ''}${state.padEnd(stateWidth)} ${queues} ${local.padStart(localWidth)} ${peer.padEnd(peerWidth)} ${owner}\n`;
  }
  run.out.write(text);
  return 0;
};

const ends = (address: string, family: 4 | 6): string => (family === 6 && address !== '*' ? `[${address}]` : address);

const users = ({ owner }: Socket): string => (owner ? `users:(("${owner.command}",pid=${owner.pid},fd=${owner.fd}))` : '');

function summary(listening: readonly Socket[], connected: readonly Socket[]): string {
  const count = (state: Socket['state']): number => connected.filter((socket) => socket.state === state).length;
  const tcp = listening.filter(({ protocol }) => protocol === 'tcp').length + connected.length;
  const udp = listening.filter(({ protocol }) => protocol === 'udp').length;
  const waiting = count('TIME-WAIT');
  return (
    `Total: ${tcp + udp + 150}\nTCP:   ${tcp} (estab ${count('ESTAB')}, closed ${waiting}, orphaned 0, timewait ${waiting})\n\n` +
    `Transport Total     IP        IPv6\nRAW\t  0         0         0        \nUDP\t  ${udp}         ${udp}         0        \n` +
    `TCP\t  ${tcp - waiting}        ${tcp - waiting}        0        \nINET\t  ${tcp - waiting + udp}        ${tcp - waiting + udp}        0        \nFRAG\t  0         0         0        \n\n`
  );
}
