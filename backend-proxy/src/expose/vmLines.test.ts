import { describe, expect, it } from 'vitest';
import type { PortRow } from '@tart-lab/contract/rows.ts';
import { reportOf, sampleOf, vmOf } from '../testing.ts';
import { frame, labOf, linesOf, NOW } from './testing.ts';

const port = (number: number, process: string | null, more: Partial<PortRow> = {}): PortRow => ({
  protocol: 'tcp',
  address: '0.0.0.0',
  port: number,
  process,
  pid: 1,
  ...more,
});
const own = (lines: readonly string[], family: string): string[] =>
  lines.filter((line) => line.startsWith(`${family}{`)).map((line) => line.replace(/,?instance=.*}/, '}'));

describe('a VM on the page', () => {
  it('has every state with 0 or 1, and is up, down, or neither when it is not meant to run', async () => {
    const lab = labOf('a-1', 'b-1', 'c-1', { name: 'd-1', state: 'suspended' });
    lab.applyReport(reportOf('a-1', NOW), []);
    lab.applyReport(reportOf('b-1', NOW, { answered: false }), []);
    const lines = await linesOf(lab);
    expect(lines.filter((line) => line.startsWith('tart_vm_up')).map((line) => line.replace(/.*vm="(\S-1)".*}/, '$1'))).toEqual([
      'a-1 1',
      'b-1 0',
    ]);
    expect(
      own(
        lines.filter((line) => line.includes('vm="d-1"')),
        'tart_vm_state',
      ),
    ).toEqual([
      'tart_vm_state{state="running"} 0',
      'tart_vm_state{state="suspended"} 1',
      'tart_vm_state{state="stopped"} 0',
      'tart_vm_state{state="unknown"} 0',
    ]);
  });

  it('has no line for what tart does not tell', async () => {
    const lines = await linesOf(labOf({ name: 'a-1', cpuCount: null, memoryBytes: null }));
    expect(lines.filter((line) => /^tart_vm_(cpus|memory_bytes|disk_bytes|image_bytes|last_answer)/.test(line))).toEqual([]);
  });

  it('keeps when it last answered while it is silent, and that its collectors do not succeed', async () => {
    const lab = labOf('a-1');
    frame(lab, 'a-1', NOW - 60_000, 'cpu', []);
    lab.applyReport(
      reportOf('a-1', NOW, { answered: false, problem: { kind: 'no_route', target: 'a-1', doing: '', detail: '', advice: '' } }),
      [],
    );
    const lines = await linesOf(lab);
    expect(own(lines, 'tart_vm_last_answer_timestamp_seconds')).toEqual([`tart_vm_last_answer_timestamp_seconds{} ${NOW / 1000 - 60}`]);
    expect(own(lines, 'tartlab_scrape_collector_success')).toEqual(['tartlab_scrape_collector_success{collector="cpu"} 0']);
    expect(own(lines, 'tart_vm_problem')).toEqual(['tart_vm_problem{kind="no_route"} 1']);
    expect(lines).toContain('tartlab_problems{kind="no_route"} 1');
    expect(lines).toContain('tartlab_problems{kind="host_key_changed"} 0');
  });

  it('tells the last exchange while it is fresh', async () => {
    const lab = labOf('a-1');
    lab.applyReport(reportOf('a-1', NOW, { sections: [{ collector: 'cpu', ok: true }] }), [
      sampleOf('tart_vm_round_trip_seconds', 'a-1', NOW, 0.003),
    ]);
    expect(own(await linesOf(lab), 'tart_vm_round_trip_seconds')).toEqual(['tart_vm_round_trip_seconds{} 0.003']);
    expect(own(await linesOf(lab, NOW + 60_000), 'tart_vm_round_trip_seconds')).toEqual([]);
  });

  it('has each port once, whatever addresses listen on it, and 200 at most, the lowest', async () => {
    const lab = labOf('a-1');
    const ports = [
      port(6443, 'kube-apiserver'),
      port(22, 'sshd'),
      port(22, 'sshd', { address: '[::]' }),
      port(53, null, { protocol: 'udp' }),
    ];
    lab.applyReport(reportOf('a-1', NOW, { ports }), []);
    expect(own(await linesOf(lab), 'tart_vm_port_listening')).toEqual([
      'tart_vm_port_listening{protocol="tcp",port="22",process="sshd"} 1',
      'tart_vm_port_listening{protocol="udp",port="53"} 1',
      'tart_vm_port_listening{protocol="tcp",port="6443",process="kube-apiserver"} 1',
    ]);
    lab.applyReport(reportOf('a-1', NOW, { ports: Array.from({ length: 900 }, (_, i) => port(60_000 - i, 'many')) }), []);
    const many = own(await linesOf(lab), 'tart_vm_port_listening');
    expect(many).toHaveLength(200);
    expect(many[0]).toContain('port="59101"');
  });

  it('counts changes of its address over a stop, and none of one that is stale', async () => {
    const lab = labOf({ name: 'a-1', address: '192.168.64.2' });
    lab.setInventory([vmOf('a-1', { state: 'stopped', address: '192.168.64.2', addressStale: true })], []);
    lab.setInventory([vmOf('a-1', { address: null })], []);
    expect(own(await linesOf(lab), 'tart_vm_address_known')).toEqual(['tart_vm_address_known{} 0']);
    lab.setInventory([vmOf('a-1', { address: '192.168.64.9' })], []);
    expect(own(await linesOf(lab), 'tart_vm_address_changes_total')).toEqual(['tart_vm_address_changes_total{} 1']);
  });

  it('stands in the order of names, whatever order the inventory has', async () => {
    const of = async (...names: string[]) => (await linesOf(labOf(...names))).filter((line) => line.startsWith('tart_vm_info'));
    expect(await of('b-1', 'a-1')).toEqual(await of('a-1', 'b-1'));
  });
});
