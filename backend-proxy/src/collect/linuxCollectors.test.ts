import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { GUEST_DETAILS } from '@tart-lab/contract/guestDetails.ts';
import { READINGS } from '@tart-lab/contract/readings.ts';
import { describe, expect, it } from 'vitest';
import type { Collector, Findings } from './collector.ts';
import { LINUX_COLLECTORS } from './registry.ts';

const fixture = (name: string) => new URL(`../../fixtures/linux/${name}.txt`, import.meta.url);
const recorded = (name: string) => readFileSync(fixture(name), 'utf8');
const rows = new Map([...READINGS, ...GUEST_DETAILS].map((row) => [row.name, row]));
/** Collectors whose section becomes rows of a table or facts, not numbers. */
const WITHOUT_READINGS = ['kernel', 'system', 'topProcesses'];

function findings(collector: Collector, section = recorded(collector.name)): Findings {
  const result = collector.toFindings(section);
  if (!result.ok) throw new Error(`${result.error.format}: ${result.error.line}`);
  return result.value;
}
const byName = (name: string): Collector => {
  const found = LINUX_COLLECTORS.find((collector) => collector.name === name);
  if (!found) throw new Error(`no collector ${name}`);
  return found;
};
const values = (name: string, reading: string, section?: string) =>
  findings(byName(name), section).readings.filter((one) => one.name === reading);

describe('the folder of collectors', () => {
  const files = readdirSync(new URL('./linux', import.meta.url)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const names = files.map((file) => file.slice(0, -'.ts'.length));

  it('has a line in the registry for each', () => {
    expect(LINUX_COLLECTORS.map(({ name }) => name).sort()).toEqual(names.sort());
  });
  it('has a recorded fixture for each', () => {
    expect(names.filter((name) => !existsSync(fixture(name)))).toEqual([]);
  });
  it('has rows in the contract for each that gives numbers, and a collector for each row', () => {
    const named = new Set(READINGS.map(({ collector }) => collector));
    expect([...named].sort()).toEqual(names.filter((name) => !WITHOUT_READINGS.includes(name)).sort());
  });
});

describe.each(LINUX_COLLECTORS)('collector $name', (collector) => {
  const section = recorded(collector.name);

  it('gives only readings of the contract, with their labels and finite numbers', () => {
    const { readings, details } = findings(collector);
    for (const { name, labels, value } of [...readings, ...(details?.() ?? [])]) {
      expect(rows.get(name)?.collector, name).toBe(collector.name);
      expect(Object.keys(labels), name).toEqual(rows.get(name)?.labels);
      expect(Number.isFinite(value), `${name} ${value}`).toBe(true);
    }
  });

  it('gives every reading of the contract', () => {
    const given = new Set(findings(collector).readings.map(({ name }) => name));
    expect(READINGS.filter((row) => row.collector === collector.name && !given.has(row.name))).toEqual([]);
  });

  it('gives the details of the contract, except for what is of another kernel', () => {
    const given = new Set(
      findings(collector)
        .details?.()
        .map(({ name }) => name),
    );
    const missing = GUEST_DETAILS.filter((row) => row.collector === collector.name && !given.has(row.name)).map(({ name }) => name);
    // The recorded guest has no huge pages to map, and its kernel counts neither NFS nor UDP-Lite.
    expect(missing.filter((name) => !/^node_memory_|^node_netstat_(Icmp|UdpLite)_/.test(name))).toEqual([]);
  });

  it('gives no series twice', () => {
    const { readings, details } = findings(collector);
    const series = [...readings, ...(details?.() ?? [])].map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`);
    expect(new Set(series).size).toBe(series.length);
  });

  it('fails on an empty section', () => {
    expect(collector.toFindings('').ok).toBe(false);
    expect(collector.toFindings('\n').ok).toBe(false);
  });

  it('fails on another program’s output', () => {
    expect(collector.toFindings('sh: 1: syntax error: unexpected "("\n').ok).toBe(false);
  });

  it('never throws and never gives a number that is none, wherever the section is cut', () => {
    for (let length = 0; length < section.length; length++) {
      const result = collector.toFindings(section.slice(0, length));
      if (!result.ok) continue;
      const all = [...result.value.readings, ...(result.value.details?.() ?? [])];
      expect(all.every(({ value }) => Number.isFinite(value))).toBe(true);
    }
  });
});

describe('what the recorded sections say', () => {
  it('cpu: seconds by CPU and mode, from ticks', () => {
    const idle = values('cpu', 'node_cpu_seconds_total').filter(({ labels }) => labels['mode'] === 'idle');
    expect(idle.map(({ labels, value }) => [labels['cpu'], value])).toEqual([
      ['0', 45600.12],
      ['1', 45634.44],
    ]);
  });
  it('memory: bytes', () => {
    expect(values('memory', 'node_memory_MemAvailable_bytes')[0]?.value).toBe(5310004 * 1024);
  });
  it('filesystem: disks only, a mount point with a space whole', () => {
    expect(values('filesystem', 'node_filesystem_avail_bytes').map(({ labels }) => labels['mountpoint'])).toEqual([
      '/',
      '/boot/efi',
      '/mnt/build cache',
    ]);
  });
  it('filesystem: of two on one mount point the one on top', () => {
    const covered = `${recorded('filesystem')}/dev/vdc1 ext4 64 53 1000 100 900 /boot/efi\n`;
    const size = values('filesystem', 'node_filesystem_size_bytes', covered).filter(({ labels }) => labels['mountpoint'] === '/boot/efi');
    expect(size.map(({ labels }) => labels['device'])).toEqual(['/dev/vdc1']);
  });
  it('filesystem: type, inodes and what is read-only', () => {
    const details = findings(byName('filesystem')).details?.() ?? [];
    const of = (name: string) => details.filter((one) => one.name === name).map(({ labels, value }) => [labels['fstype'], value]);
    expect(of('node_filesystem_readonly')).toEqual([
      ['ext4', 0],
      ['vfat', 0],
      ['ext4', 1],
    ]);
    expect(of('node_filesystem_files_free')[0]).toEqual(['ext4', 1_071_844]);
    expect(of('node_filesystem_free_bytes')[0]).toEqual(['ext4', (19485120 - 9633512) * 1024]);
  });
  it('filesystem: where /proc/mounts cannot be read nobody knows what is read-only', () => {
    const [, table] = recorded('filesystem').split('==> df <==');
    const details = findings(byName('filesystem'), `==> df <==${table}`).details?.() ?? [];
    expect(details.filter(({ name }) => name === 'node_filesystem_readonly')).toEqual([]);
  });
  it('kernel: paging, TCP’s troubles and devices that are up', () => {
    const details = new Map(
      findings(byName('kernel'))
        .details?.()
        .map(({ name, labels, value }) => [`${name} ${labels['device'] ?? ''}`, value]),
    );
    expect(details.get('node_vmstat_oom_kill ')).toBe(1);
    expect(details.get('node_netstat_TcpExt_ListenDrops ')).toBe(5);
    expect(details.get('node_filefd_allocated ')).toBe(2144);
    expect([details.get('node_network_up enp0s1'), details.get('node_network_up br-lan'), details.get('node_network_up eth0.100')]).toEqual(
      [1, 0, 0],
    );
  });
  it('diskIo: whole disks, in bytes', () => {
    expect(values('diskIo', 'node_disk_read_bytes_total').map(({ labels, value }) => [labels['device'], value])).toEqual([
      ['vda', 4208002 * 512],
      ['vdb', 22048 * 512],
      ['nvme0n1', 96000 * 512],
    ]);
  });
  it('network: every device, also with a dash or a dot', () => {
    const devices = values('network', 'node_network_receive_bytes_total').map(({ labels }) => labels['device']);
    expect(devices).toEqual(['lo', 'enp0s1', 'cilium_net', 'cilium_host', 'lxc0f1a2b3c4d5e', 'br-lan', 'eth0.100']);
  });
  it('network: the uplink is the physical device', () => {
    expect(values('network', 'tart_network_uplink').map(({ labels }) => labels['device'])).toEqual(['enp0s1']);
  });
  it('network: without a physical device the uplink is that of the default route', () => {
    const none = recorded('network').replace('/sys/class/net/enp0s1/device', '/sys/class/net/*/device').replaceAll('enp0s1', 'br-lan');
    expect(values('network', 'tart_network_uplink', none).map(({ labels }) => labels['device'])).toEqual(['br-lan']);
  });
  it('network: without device and route there is no uplink, and the rest stays', () => {
    const [dev] = recorded('network').split('\n==> /proc/net/route');
    const alone = `${dev}\n==> ask <==\n/sys/class/net/*/device\n`;
    expect(values('network', 'tart_network_uplink', alone)).toEqual([]);
    expect(values('network', 'node_network_transmit_bytes_total', alone)).toHaveLength(7);
  });
  it('pressure: seconds, from microseconds', () => {
    expect(values('pressure', 'node_pressure_io_stalled_seconds_total')[0]?.value).toBe(5.818642);
  });
  it('ports: a port counts once, whatever addresses listen on it', () => {
    expect(values('ports', 'tart_ports_listening').map(({ labels, value }) => [labels['protocol'], value])).toEqual([
      ['tcp', 5],
      ['udp', 4],
    ]);
  });
  it('tcp: what the kernel counts, IPv4 and IPv6 together', () => {
    const states = Object.fromEntries(values('tcp', 'tart_tcp_sockets').map(({ labels, value }) => [labels['state'], value]));
    expect(states).toEqual({ established: 33, in_use: 47, time_wait: 5, orphaned: 1, allocated: 61 });
  });
  it('tcp: without /proc/net/snmp established is unknown, not 0, and the rest stays', () => {
    const [sockstat = ''] = recorded('tcp').split('\n==> /proc/net/sockstat6');
    const states = values('tcp', 'tart_tcp_sockets', sockstat).map(({ labels, value }) => [labels['state'], value]);
    expect(states).toEqual([
      ['in_use', 27],
      ['time_wait', 5],
      ['orphaned', 1],
      ['allocated', 61],
    ]);
  });
  it('system: who the guest is', () => {
    expect(findings(byName('system')).info).toEqual({
      hostname: 'dev-worker1',
      kernel: '6.8.0-45-generic',
      machine: 'aarch64',
      osName: 'Ubuntu 24.04.1 LTS',
      bootId: '3f1c2a90-5d7e-4b61-9c0e-0a1b2c3d4e5f',
    });
  });
  it('system: a guest without os-release and boot id is still known by uname', () => {
    const info = findings(byName('system'), '==> ask <==\nbox 6.1.0 x86_64\n').info;
    expect(info).toMatchObject({ hostname: 'box', osName: null, bootId: null });
  });
  it('topProcesses: 25 by CPU and 25 by memory', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `${i + 1} root ${i}.0 ${1000 - i} worker ${i}`);
    const top = findings(byName('topProcesses'), `PID USER %CPU RSS COMMAND\n${lines.join('\n')}\n`).processes ?? [];
    expect(top).toHaveLength(50);
    expect(top[0]).toEqual({ pid: 100, user: 'root', command: 'worker 99', cpuRatio: 0.99, memoryBytes: 901 * 1024 });
  });
});
