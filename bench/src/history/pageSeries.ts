import { ASKED, type DataSeries, LABEL_VALUES, valueAt } from './dataset.ts';

/** A series as the page for Prometheus has it; `next` is its value at a time, from the one before and the seconds between. */
export interface PageSeries {
  readonly family: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly next: (before: number, atMs: number, seconds: number) => number;
}

const CPUS = ['0', '1', '2', '3'];
const [CPU, LOAD, RECEIVED] = ASKED;

/** What the proxy shows Prometheus of the asked series: counters that grow as those say, of four CPUs and eight modes a VM. */
export function toPageSeries(series: readonly DataSeries[]): PageSeries[] {
  const modes = LABEL_VALUES['mode'] ?? [];
  const page = series.flatMap(({ metric, labels, scale }, index): PageSeries[] => {
    const at = (atMs: number): number => valueAt(index, scale, atMs);
    const grow = (rate: (atMs: number) => number) => (before: number, atMs: number, seconds: number) =>
      Number((before + rate(atMs) * seconds).toFixed(2));
    if (metric === LOAD) return [{ family: 'node_load1', labels, next: (_, atMs) => at(atMs) }];
    if (metric === RECEIVED) {
      const device = { ...labels, device: 'enp0s1' };
      return [
        { family: 'node_network_receive_bytes_total', labels: device, next: grow(at) },
        { family: 'tart_network_uplink', labels: device, next: () => 1 },
      ];
    }
    if (metric !== CPU) return [];
    const share = (mode: string, busy: number): number => (mode === 'idle' ? 1 - busy : mode === 'iowait' ? 0 : busy / (modes.length - 2));
    return CPUS.flatMap((cpu) =>
      modes.map((mode) => ({
        family: 'node_cpu_seconds_total',
        labels: { ...labels, cpu, mode },
        next: grow((atMs) => share(mode, at(atMs))),
      })),
    );
  });
  return page.sort((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : 0));
}
