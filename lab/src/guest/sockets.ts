import { fraction } from '../random.ts';
import { valueOf } from '../wave.ts';
import { labSeconds, type Guest } from './guest.ts';

/** A socket of a guest as ss and /proc/net/tcp show it. Addresses as ss prints them. */
export interface Socket {
  readonly protocol: 'tcp' | 'udp';
  readonly state: 'LISTEN' | 'ESTAB' | 'TIME-WAIT' | 'UNCONN';
  readonly family: 4 | 6;
  readonly local: string;
  readonly port: number;
  readonly peer: string;
  readonly peerPort: number;
  /** Owner: command and pid. Time-wait sockets have none. */
  readonly owner: { readonly command: string; readonly pid: number; readonly fd: number } | null;
  readonly uid: number;
  readonly inode: number;
}

type Listen = readonly [protocol: 'tcp' | 'udp', local: string, port: number, command: string, pid: number, uid: number];

/** Stands for the guest's own address. */
const NODE_ADDRESS = 'node';

const BASE: readonly Listen[] = [
  ['tcp', '0.0.0.0', 22, 'sshd', 741, 0],
  ['tcp', '::', 22, 'sshd', 741, 0],
  ['tcp', '127.0.0.53%lo', 53, 'systemd-resolve', 611, 991],
  ['tcp', '127.0.0.54', 53, 'systemd-resolve', 611, 991],
  ['udp', '127.0.0.53%lo', 53, 'systemd-resolve', 611, 991],
  ['udp', '0.0.0.0%enp0s1', 68, 'systemd-network', 655, 998],
];
const NODE: readonly Listen[] = [
  ['tcp', '*', 10250, 'kubelet', 890, 0],
  ['tcp', '127.0.0.1', 10248, 'kubelet', 890, 0],
  ['tcp', '*', 4244, 'cilium-agent', 2210, 0],
  ['tcp', '127.0.0.1', 9879, 'cilium-agent', 2210, 0],
  ['udp', '0.0.0.0', 8472, 'cilium-agent', 2210, 0],
];
const MASTER: readonly Listen[] = [
  ['tcp', '*', 6443, 'kube-apiserver', 1501, 0],
  ['tcp', '127.0.0.1', 2379, 'etcd', 1510, 0],
  ['tcp', NODE_ADDRESS, 2379, 'etcd', 1510, 0],
  ['tcp', NODE_ADDRESS, 2380, 'etcd', 1510, 0],
  ['tcp', '*', 10257, 'kube-controller', 1518, 0],
  ['tcp', '*', 10259, 'kube-scheduler', 1533, 0],
];
const DEV_WORKER: readonly Listen[] = [['tcp', '*', 30080, 'cilium-agent', 2210, 0]];
const TIME_WAIT_SHARE = 0.3;

/** Ports that something in the guest listens on, after the faults `port-open` and `port-close`. */
export function listeningSockets(guest: Guest): Socket[] {
  const { spec, conditions } = guest;
  const rows = [...BASE];
  if (spec.cluster !== null) rows.push(...NODE, ...(spec.role === 'master' ? MASTER : []));
  if (spec.cluster === 'dev' && spec.role === 'worker') rows.push(...DEV_WORKER);
  for (const port of conditions.openedPorts) rows.push(['tcp', '0.0.0.0', port, 'nc', 31_000 + (port % 1000), 1000]);
  return rows
    .filter(([protocol, , port]) => protocol === 'udp' || !conditions.closedPorts.has(port))
    .map(([protocol, place, port, command, pid, uid], index): Socket => {
      const local = place === NODE_ADDRESS ? guest.address : place;
      return {
        protocol,
        state: protocol === 'tcp' ? 'LISTEN' : 'UNCONN',
        family: local === '*' || local.includes('::') ? 6 : 4,
        local,
        port,
        peer: local === '*' ? '*' : local.includes('::') ? '::' : '0.0.0.0',
        peerPort: 0,
        owner: { command, pid, fd: 3 + (index % 9) },
        uid,
        inode: 14_000 + index * 37,
      };
    });
}

/** Connections now: their number moves with the load, and each has steady ends. */
export function connectedSockets(guest: Guest, atMs: number): Socket[] {
  const { spec, profile } = guest;
  const count = Math.round(valueOf(profile.connections, labSeconds(atMs)));
  const node = spec.cluster === null ? 'sshd' : spec.role === 'master' ? 'kube-apiserver' : 'kubelet';
  const pid = spec.cluster === null ? 741 : spec.role === 'master' ? 1501 : 890;
  return Array.from({ length: count }, (_, index): Socket => {
    const waiting = index < count * TIME_WAIT_SHARE;
    const pick = fraction(`${profile.tag}/${index}`);
    return {
      protocol: 'tcp',
      state: waiting ? 'TIME-WAIT' : 'ESTAB',
      family: 4,
      local: guest.address,
      port: spec.role === 'master' ? 6443 : 10250,
      peer: `${spec.podPrefix}.${index % 3}.${1 + Math.floor(pick * 250)}`,
      peerPort: 32_768 + Math.floor(pick * 28_000),
      owner: waiting ? null : { command: node, pid, fd: 12 + index },
      uid: 0,
      inode: waiting ? 0 : 90_000 + index * 11,
    };
  });
}
