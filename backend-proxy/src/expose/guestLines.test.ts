import { describe, expect, it } from 'vitest';
import { vmOf } from '../testing.ts';
import { frame, labOf, linesOf, NOW, readingOf } from './testing.ts';

const ofNode = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('node_'));
const BASE = 'instance="dev-w1",vm="dev-w1",mac="studio",cluster="dev"';

describe('a guest on the page', () => {
  it('has node_exporter’s names with its own labels and those of the VM', async () => {
    const lab = labOf('dev-w1');
    frame(lab, 'dev-w1', NOW, 'cpu', [readingOf('node_cpu_seconds_total', 45600.12, { cpu: '0', mode: 'idle' })]);
    expect(ofNode(await linesOf(lab))).toEqual([`node_cpu_seconds_total{cpu="0",mode="idle",${BASE}} 45600.12`]);
  });

  it('has no cluster where none is known', async () => {
    const lab = labOf({ name: 'dev-w1', cluster: null });
    frame(lab, 'dev-w1', NOW, 'load', [readingOf('node_load1', 0)]);
    expect(ofNode(await linesOf(lab))).toEqual(['node_load1{instance="dev-w1",vm="dev-w1",mac="studio"} 0']);
  });

  it('has what is made only for the page, and makes it once for a frame', async () => {
    const lab = labOf('dev-w1');
    let made = 0;
    frame(lab, 'dev-w1', NOW, 'kernel', [], () => {
      made++;
      return [readingOf('node_vmstat_pgfault', 7)];
    });
    expect(made).toBe(0);
    expect(ofNode(await linesOf(lab))).toEqual([`node_vmstat_pgfault{${BASE}} 7`]);
    await linesOf(lab);
    expect(made).toBe(1);
    lab.setInventory([vmOf('dev-w1', { cluster: 'prod' })], []);
    expect(ofNode(await linesOf(lab))).toEqual([`node_vmstat_pgfault{${BASE.replace('"dev"', '"prod"')}} 7`]);
  });

  it('ends once the guest has been silent for two and a half frames, all collectors together', async () => {
    const lab = labOf('dev-w1');
    frame(lab, 'dev-w1', NOW, 'filesystem', [readingOf('node_filesystem_size_bytes', 5, { device: 'a', mountpoint: '/' })]);
    frame(lab, 'dev-w1', NOW, 'load', [readingOf('node_load1', 1)]);
    expect(ofNode(await linesOf(lab, NOW + 12_500))).toHaveLength(2);
    expect(ofNode(await linesOf(lab, NOW + 12_501))).toEqual([]);
  });

  it('loses a collector that was not understood for two and a half of its turns, and keeps a slow one between its turns', async () => {
    const lab = labOf('dev-w1');
    frame(lab, 'dev-w1', NOW - 60_000, 'filesystem', [readingOf('node_filesystem_size_bytes', 5, { device: 'a', mountpoint: '/' })]);
    frame(lab, 'dev-w1', NOW - 60_000, 'load', [readingOf('node_load1', 1)]);
    frame(lab, 'dev-w1', NOW, 'uptime', [readingOf('tart_uptime_seconds', 9)]);
    expect(ofNode(await linesOf(lab)).map((line) => line.split('{')[0])).toEqual(['node_filesystem_size_bytes']);
  });

  it('says nothing of a VM that does not run', async () => {
    const lab = labOf('dev-w1');
    frame(lab, 'dev-w1', NOW, 'load', [readingOf('node_load1', 1)]);
    lab.setInventory([vmOf('dev-w1', { state: 'stopped' })], []);
    expect(ofNode(await linesOf(lab))).toEqual([]);
  });

  it('leaves out devices of pods, except an uplink', async () => {
    const lab = labOf('dev-w1');
    const bytes = (device: string) => readingOf('node_network_receive_bytes_total', 1, { device });
    frame(lab, 'dev-w1', NOW, 'network', [
      bytes('eth0'),
      bytes('lxc0f1a'),
      bytes('vethup'),
      bytes('veth1'),
      readingOf('tart_network_uplink', 1, { device: 'vethup' }),
    ]);
    expect(ofNode(await linesOf(lab)).map((line) => /device="(\w+)"/.exec(line)?.[1])).toEqual(['eth0', 'vethup']);
  });

  it('tells the guest’s clock for now where no time stands behind it, and as it was read where one does', async () => {
    const lab = labOf('dev-w1');
    frame(lab, 'dev-w1', NOW - 4000, 'clock', [readingOf('node_time_seconds', NOW / 1000 + 6)]);
    expect(ofNode(await linesOf(lab))).toEqual([`node_time_seconds{${BASE}} 1700000010`]);
    expect(ofNode(await linesOf(lab, NOW, { withTimes: true }))).toEqual([`node_time_seconds{${BASE}} 1700000006 ${NOW - 4000}`]);
  });

  it('shows 3,000 series of one guest at most, and how many were cut', async () => {
    const lab = labOf('dev-w1', 'dev-w2');
    const many = Array.from({ length: 3100 }, (_, i) => readingOf('node_disk_read_bytes_total', i, { device: `d${i}` }));
    frame(lab, 'dev-w1', NOW, 'diskIo', many);
    frame(lab, 'dev-w2', NOW, 'load', [readingOf('node_load1', 1)]);
    const lines = await linesOf(lab);
    expect(lines.filter((line) => line.includes('vm="dev-w1"') && line.startsWith('node_'))).toEqual([]);
    expect(lines).toContain('tartlab_exposition_series_cut{part="guests"} 3100');
    expect(lines.some((line) => line.startsWith('node_load1{instance="dev-w2"'))).toBe(true);
  });
});
