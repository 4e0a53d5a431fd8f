import { describe, expect, it } from 'vitest';
import { ASKED, toSeries, valueAt } from './dataset.ts';
import { toPageSeries } from './pageSeries.ts';

const series = toSeries(2, 9);
const page = toPageSeries(series);
const of = (family: string, vm: string) => page.filter((one) => one.family === family && one.labels['vm'] === vm);
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

describe('toPageSeries', () => {
  it('makes every asked metric of each VM, family by family', () => {
    const families = page.map(({ family }) => family);
    expect(families).toEqual([...families].sort());
    for (const vm of ['vm-0', 'vm-1']) {
      expect(of('node_cpu_seconds_total', vm)).toHaveLength(32);
      for (const family of ['node_load1', 'node_network_receive_bytes_total', 'tart_network_uplink'])
        expect(of(family, vm)).toHaveLength(1);
    }
  });

  it('gives a CPU one second a second, busy as the data set says', () => {
    const atMs = 1_800_000_000_000;
    const grown = of('node_cpu_seconds_total', 'vm-1').map(({ labels, next }) => [labels['mode'], next(0, atMs, 1000)] as const);
    expect(sum(grown.map(([, seconds]) => seconds))).toBeCloseTo(4 * 1000, 0);
    const index = series.findIndex(({ metric, labels }) => metric === ASKED[0] && labels['vm'] === 'vm-1');
    const idle = sum(grown.flatMap(([mode, seconds]) => (mode === 'idle' ? [seconds] : [])));
    expect(1 - idle / 4000).toBeCloseTo(valueAt(index, series[index]?.scale ?? 0, atMs), 3);
  });
});
