import { fraction } from '../random.ts';
import { valueOf } from '../wave.ts';
import { busyRatio, cpuSeconds } from './cpu.ts';
import { labSeconds, type Guest } from './guest.ts';

/** A process of a guest. `share` is its part of the VM's busy CPU time; memory in KiB. */
export interface GuestProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly command: string;
  readonly args: string;
  readonly threads: number;
  readonly residentKib: number;
  readonly virtualKib: number;
  readonly share: number;
  /** Seconds after boot. */
  readonly startedAfter: number;
}

type Draft = readonly [pid: number, user: string, args: string, threads: number, residentMib: number, share: number];

const BASE: readonly Draft[] = [
  [1, 'root', '/sbin/init', 1, 12, 0.006],
  [382, 'root', '/usr/lib/systemd/systemd-journald', 1, 42, 0.01],
  [431, 'root', '/usr/lib/systemd/systemd-udevd', 1, 8, 0.001],
  [611, 'systemd-resolve', '/usr/lib/systemd/systemd-resolved', 1, 13, 0.003],
  [612, 'systemd-timesync', '/usr/lib/systemd/systemd-timesyncd', 2, 7, 0.001],
  [655, 'systemd-network', '/usr/lib/systemd/systemd-networkd', 1, 9, 0.002],
  [702, 'messagebus', '@dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation', 1, 5, 0.001],
  [708, 'root', '/usr/sbin/cron -f -P', 1, 3, 0.001],
  [715, 'syslog', '/usr/sbin/rsyslogd -n -iNONE', 4, 6, 0.002],
  [741, 'root', 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', 1, 8, 0.001],
  [803, 'root', '/usr/bin/tart-guest-agent --run-rpc', 7, 14, 0.002],
  [1204, 'admin', '/usr/lib/systemd/systemd --user', 1, 11, 0.001],
];
const NODE: readonly Draft[] = [
  [812, 'root', '/usr/bin/containerd', 12, 72, 0.06],
  [890, 'root', '/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml', 14, 98, 0.14],
  [2210, 'root', 'cilium-agent --config-dir=/tmp/cilium/config-map', 16, 210, 0.13],
  [2305, 'root', 'cilium-envoy -c /var/run/cilium/envoy/bootstrap-config.json', 9, 64, 0.03],
];
const MASTER: readonly Draft[] = [
  [1501, 'root', 'kube-apiserver --advertise-address --secure-port=6443', 13, 380, 0.3],
  [1510, 'root', 'etcd --data-dir=/var/lib/etcd', 11, 120, 0.14],
  [1518, 'root', 'kube-controller-manager --leader-elect=true', 9, 110, 0.08],
  [1533, 'root', 'kube-scheduler --leader-elect=true', 9, 62, 0.03],
];
const WORKLOADS: Readonly<Record<string, readonly Draft[]>> = {
  platform: [
    [3010, '65534', '/bin/prometheus --config.file=/etc/prometheus/config_out/prometheus.env.yaml', 14, 900, 0.3],
    [3120, '10001', '/usr/bin/loki -config.file=/etc/loki/config/config.yaml', 12, 420, 0.14],
    [3155, '65534', '/bin/alertmanager --config.file=/etc/alertmanager/config.yml', 10, 38, 0.01],
  ],
  dev: [
    [3010, '101', 'nginx: worker process', 1, 9, 0.16],
    [3012, '101', 'nginx: worker process', 1, 9, 0.15],
    [3120, 'root', 'gunicorn -b 0.0.0.0:80 httpbin:app -k gevent', 4, 61, 0.09],
    [3188, '999', 'redis-server *:6379', 6, 14, 0.03],
  ],
  staging: [[3010, '65534', '/metrics-server --secure-port=10250', 10, 44, 0.1]],
  prod: [
    [3010, '1000', 'java -Xmx2g -jar /app/orders.jar', 48, 1650, 0.28],
    [3120, '1000', 'node /app/server.js', 11, 240, 0.14],
    [3188, '999', 'postgres: checkpointer', 1, 130, 0.03],
  ],
};
const KERNEL =
  'kthreadd rcu_preempt migration ksoftirqd kworker kcompactd khugepaged kswapd0 jbd2/vda1-8 ext4-rsv-conver oom_reaper watchdogd'.split(
    ' ',
  );
const KERNEL_THREADS = 96;

const table = new WeakMap<Guest, { count: number; processes: readonly GuestProcess[] }>();

/** Every process now, by pid: the role's services, kernel threads, and short-lived ones whose number moves. */
export function processesOf(guest: Guest, atMs: number): readonly GuestProcess[] {
  const count = Math.round(valueOf(guest.profile.processes, labSeconds(atMs)));
  const known = table.get(guest);
  if (known?.count === count) return known.processes;
  const processes = makeProcesses(guest, count);
  table.set(guest, { count, processes });
  return processes;
}

function makeProcesses(guest: Guest, shortLived: number): GuestProcess[] {
  const { spec } = guest;
  const node = spec.cluster === null ? [] : [...NODE, ...(spec.role === 'master' ? MASTER : (WORKLOADS[spec.cluster] ?? []))];
  const processes = [...BASE, ...node].map(([pid, user, args, threads, residentMib, share]): GuestProcess => ({
    pid,
    ppid: pid === 1 ? 0 : 1,
    user,
    args,
    command: commandOf(args),
    threads,
    share,
    residentKib: Math.round(residentMib * 1024 * (0.9 + 0.2 * fraction(`${spec.name}/${pid}`))),
    virtualKib: Math.round(residentMib * 1024 * 4.2 + 120_000),
    startedAfter: pid < 1000 ? 1 + pid / 200 : pid / 60,
  }));
  for (let index = 0; index < KERNEL_THREADS; index++) {
    const name = KERNEL[index % KERNEL.length] ?? 'kworker';
    processes.push(small(index + 2, 'root', index === 0 ? '[kthreadd]' : `[${name}/${index % 4}:${index}]`, 2, 0));
  }
  for (let index = 0; index < shortLived; index++) {
    processes.push(small(20_000 + index * 7, 'root', `/usr/bin/containerd-shim-runc-v2 -namespace k8s.io -id ${index}`, 1, 11_000));
  }
  return processes.sort((a, b) => a.pid - b.pid);
}

function small(pid: number, user: string, args: string, ppid: number, residentKib: number): GuestProcess {
  const virtualKib = residentKib === 0 ? 0 : residentKib * 100;
  return {
    pid,
    ppid,
    user,
    args,
    command: commandOf(args),
    threads: residentKib === 0 ? 1 : 8,
    share: 0,
    residentKib,
    virtualKib,
    startedAfter: 2,
  };
}

/** The kernel's 15 characters. */
function commandOf(args: string): string {
  const first = args.startsWith('[') ? args.slice(1, -1) : (/^(?:\S*\/)?([^\s:]+)/.exec(args.replace(/^@/, ''))?.[1] ?? args);
  return first.slice(0, 15);
}

/** CPU seconds a process has used since it started. */
export function processSeconds(guest: Guest, process: GuestProcess, atMs: number): number {
  if (process.share === 0) return 0;
  const { user, nice, system } = cpuSeconds(guest, atMs);
  return process.share * (user + nice + system);
}

export const threadCount = (guest: Guest, atMs: number): number => processesOf(guest, atMs).reduce((sum, { threads }) => sum + threads, 0);

/** Threads that can run now: what /proc/loadavg's fourth field begins with. */
export const runningCount = (guest: Guest, atMs: number): number => 1 + Math.round(busyRatio(guest, atMs) * guest.spec.cpus * 1.2);
