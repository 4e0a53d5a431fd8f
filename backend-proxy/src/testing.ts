import type { Vm } from '@tart-lab/contract/target.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { GuestReport } from './collect/report.ts';
import { builtInEngine } from './history/builtIn.ts';
import { LabState } from './live/labState.ts';
import { ok } from './result.ts';
import { Engine } from './store/engine.ts';
import { parseEvents } from './store/storedRows.ts';
import { SeriesIndex } from './store/seriesIndex.ts';
import type { ProxyFacts } from './ownWork.ts';
import type { QueryDeps } from './query/deps.ts';

const HOUR = 3_600_000;

export const vmOf = (name: string, more: Partial<Vm> = {}): Vm => ({
  name,
  mac: 'studio',
  cluster: name.split('-')[0] ?? null,
  state: 'running',
  os: 'linux',
  address: '192.168.64.2',
  addressSource: 'dhcp',
  addressStale: false,
  cpuCount: 2,
  memoryBytes: 4_294_967_296,
  diskBytes: null,
  imageBytes: null,
  accessedAtMs: null,
  ...more,
});

export const reportOf = (vm: string, atMs: number, more: Partial<GuestReport> = {}): GuestReport => ({
  vm,
  atMs,
  answered: true,
  sections: [],
  problems: [],
  readings: [],
  freshChannel: false,
  ...more,
});

export const sampleOf = (metric: string, vm: string, atMs: number, value: number, own: Record<string, string> = {}): Sample => ({
  metric,
  labels: { vm, mac: 'studio', cluster: vm.split('-')[0] ?? '', ...own },
  atMs,
  value,
});

/** What a proxy may know of itself. */
export const FACTS: ProxyFacts = {
  version: '1.2.3',
  startedMs: 1_699_999_940_000,
  cpuSeconds: 1.5,
  loopBusySeconds: 1.2,
  memoryBytes: 100_000_000,
  samples: 5000,
  answers: { '2xx': 30, '4xx': 1, '5xx': 0 },
  streams: { streams: 1, subscriptions: 4, answers: 2 },
  historySeries: 10,
  historyBytes: 4096,
  historyUp: true,
};

/** Query dependencies on a lab at `nowMs` and a history in memory that holds `samples`. `close` ends it. */
export function testDeps(nowMs: number, vms: readonly Vm[], samples: readonly Sample[] = []): QueryDeps & { close(): void } {
  const engine = new Engine(
    { path: ':memory:', rawMs: 24 * HOUR, minuteMs: 720 * HOUR },
    () => nowMs,
    () => undefined,
  );
  const index = new SeriesIndex();
  const ids = samples.map(({ metric, labels }) => index.idOf(metric, labels));
  engine.append({
    definitions: index.takeAdded(),
    ids: Uint32Array.from(ids),
    times: Float64Array.from(samples, ({ atMs }) => atMs),
    values: Float64Array.from(samples, ({ value }) => value),
    events: [],
  });
  const lab = new LabState(() => nowMs);
  lab.setInventory(vms, []);
  return {
    lab,
    engine: builtInEngine({
      series: (metric) => index.list(metric),
      points: (request) => Promise.resolve(ok(request.series.map((id) => engine.points(id, request)))),
    }),
    history: {
      events: (request, limit) => Promise.resolve(ok(parseEvents(engine.events(request, limit)))),
    },
    intervalMs: () => 5000,
    rawMs: 24 * HOUR,
    now: () => nowMs,
    close: () => engine.close(),
  };
}
