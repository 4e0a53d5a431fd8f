import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import type { ValueKind } from '@tart-lab/contract/routes.ts';
import { QueryResponse, type QueryResult } from '@tart-lab/contract/query.ts';
import { openPrometheusClient, type PrometheusClient } from '../../backend-proxy/src/history/prometheus/promClient.ts';
import { prometheusEngine } from '../../backend-proxy/src/history/prometheus/prometheusEngine.ts';
import { MatrixData } from '../../backend-proxy/src/history/prometheus/promAnswers.ts';
import { answerQueries } from '../../backend-proxy/src/query/answerQueries.ts';
import type { QueryDeps } from '../../backend-proxy/src/query/deps.ts';
import { listValues, type ValuesFilter } from '../../backend-proxy/src/query/values.ts';
import { testDeps, vmOf } from '../../backend-proxy/src/testing.ts';
import { openFilledPrometheus } from '../support/engines/filledPrometheus.ts';
import { EVERY_MS, tellGauge, tellGuest, type Told } from '../support/engines/labOfReadings.ts';
import type { PrometheusServer } from '../support/prometheusServer.ts';

// The same readings, once in the history beside the proxy and once in Debian's Prometheus; every query is asked of both.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const END = Math.floor(Date.now() / HOUR) * HOUR;
const FROM = END - 3 * HOUR;
const SILENT = [END - 100 * MINUTE - 7000, END - 80 * MINUTE + 4000] as const;
const BOOT = END - 50 * MINUTE - 3000;

const vms = [
  vmOf('dev-master'),
  vmOf('dev-worker1'),
  vmOf('prod-worker1', { cluster: 'prod', mac: 'mini' }),
  vmOf('we"ird\\vm.{1}|(x)*\n한', { cluster: null }),
];
const many = Array.from({ length: 300 }, (_, i) => vmOf(`many-${i}`, { cluster: 'many' }));

let dir: string;
let server: PrometheusServer;
let client: PrometheusClient;
let builtIn: QueryDeps & { close(): void };
let prometheus: QueryDeps;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-engines-'));
  const common = { fromMs: FROM, toMs: END, mountpoint: '/boot/efi' };
  const told: Told[] = [
    tellGuest({ ...common, vm: vms[0]!, seed: 1, device: 'enp0s1' }),
    tellGuest({ ...common, vm: vms[1]!, seed: 2, device: 'enp0s1', silent: SILENT }),
    tellGuest({ ...common, vm: vms[2]!, seed: 3, device: 'eth0', bootMs: BOOT }),
    tellGuest({ ...common, vm: vms[3]!, seed: 4, device: 'br-"lan"', mountpoint: '/mnt/a{b}\\"c"' }),
    ...many.map(({ name }, i) =>
      tellGauge('tart_vm_round_trip_seconds', { vm: name, mac: 'studio', cluster: 'many' }, END - 10 * MINUTE, END, () => i / 1000),
    ),
    tellGauge(
      'tart_hpa_replicas',
      { cluster: 'dev', namespace: 'demo', hpa: 'nginx-web' },
      FROM,
      END,
      (atMs) => 3 + Math.floor((atMs / HOUR) % 4),
    ),
    tellGauge(
      'tart_node_cpu_usage_ratio',
      { cluster: 'dev', node: 'dev-master', vm: 'dev-master', mac: 'studio' },
      FROM,
      END,
      (atMs) => (atMs % HOUR) / HOUR,
    ),
  ];
  builtIn = testDeps(
    END,
    [...vms, ...many],
    told.flatMap(({ samples }) => samples),
  );
  server = await openFilledPrometheus(
    dir,
    told.flatMap(({ scraped }) => scraped),
  );
  client = openPrometheusClient({ url: server.url, headers: {}, tls: { verify: true }, timeoutMs: 20_000 });
  const engine = prometheusEngine({ client, match: 'job="tart-lab"', scrapeMs: EVERY_MS, intervalMs: builtIn.intervalMs, now: () => END });
  prometheus = { ...builtIn, engine, rawMs: Infinity };
}, 120_000);
afterAll(async () => {
  client?.close();
  await server?.stop();
  builtIn?.close();
  if (dir) await rm(dir, { recursive: true });
});

type Asked = Record<string, unknown>;
interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}
const answer = async (deps: QueryDeps, query: Asked, { fromMs, toMs, stepMs }: Range): Promise<QueryResult> => {
  const body = {
    from: fromMs,
    to: toMs,
    maxDataPoints: 100_000,
    intervalMs: stepMs,
    queries: [{ refId: 'A', kind: 'metric', minIntervalMs: stepMs, ...query }],
  };
  const answered = await answerQueries(body, deps, () => 500);
  if (!answered.ok) throw new Error(answered.error.detail);
  const result = QueryResponse.parse(answered.value).results['A'];
  if (!result) throw new Error('no result');
  return result;
};

type Points = Map<number, number>;
/** Lines by their labels: values by the beginning of their bucket; gaps are absent. */
function linesOf(frames: readonly Frame[], stepMs: number): Map<string, Points> {
  const lines = new Map<string, Points>();
  for (const { schema, data } of frames) {
    const labels = Object.entries(schema.fields[1]?.labels ?? {}).filter(([, value]) => value !== '');
    const points: Points = new Map();
    data.values[0]?.forEach((time, i) => {
      const value = data.values[1]?.[i];
      if (typeof time === 'number' && typeof value === 'number') points.set(Math.floor(time / stepMs) * stepMs, value);
    });
    if (points.size > 0) lines.set(JSON.stringify(labels.sort(([a], [b]) => (a < b ? -1 : 1))), points);
  }
  return lines;
}

/** Buckets in which something begins, ends or breaks: there the engines may differ by a value at the border. */
const isEdge = (atMs: number, stepMs: number): boolean =>
  [FROM, SILENT[0], SILENT[1], BOOT, END].some((edge) => edge >= atMs - 2 * EVERY_MS && edge <= atMs + stepMs + 2 * EVERY_MS);

/** Both answers side by side. `tolerance` is relative; buckets at an edge may be there or not and lie within `atEdges`. */
async function compare(
  query: Asked,
  range: Range,
  { tolerance = 1e-9, atEdges = tolerance }: { readonly tolerance?: number; readonly atEdges?: number } = {},
): Promise<{ lines: number; points: number; edges: number }> {
  const [ours, theirs] = await Promise.all([answer(builtIn, query, range), answer(prometheus, query, range)]);
  expect([ours.error, theirs.error]).toEqual([undefined, undefined]);
  const [left, right] = [linesOf(ours.frames, range.stepMs), linesOf(theirs.frames, range.stepMs)];
  expect([...right.keys()].sort()).toEqual([...left.keys()].sort());
  let points = 0;
  let edges = 0;
  const wrong: string[] = [];
  for (const [labels, line] of left) {
    const other = right.get(labels) ?? new Map<number, number>();
    for (const at of new Set([...line.keys(), ...other.keys()])) {
      const [a, b] = [line.get(at), other.get(at)];
      const edge = isEdge(at, range.stepMs);
      if (edge) edges++;
      else points++;
      if (edge && (a === undefined || b === undefined)) continue;
      const allowed = (edge ? atEdges : tolerance) * Math.max(Math.abs(a ?? 0), Math.abs(b ?? 0), 1e-6);
      if (a === undefined || b === undefined || Math.abs(a - b) > allowed)
        wrong.push(`${labels} ${new Date(at).toISOString()}: ${a} and ${b}`);
    }
  }
  expect(wrong.slice(0, 5), `${wrong.length} of ${points + edges} differ`).toEqual([]);
  return { lines: left.size, points, edges };
}

const S = 1000;
const STEPS: readonly (readonly [string, Range])[] = [
  ['5 s', { fromMs: END - 110 * MINUTE, toMs: END - 40 * MINUTE - 1, stepMs: 5 * S }],
  ['15 s', { fromMs: END - 110 * MINUTE, toMs: END - 1, stepMs: 15 * S }],
  ['30 s', { fromMs: END - 2 * HOUR, toMs: END - 1, stepMs: 30 * S }],
  ['1 min', { fromMs: FROM, toMs: END - 1, stepMs: MINUTE }],
  ['5 min', { fromMs: FROM, toMs: END - 1, stepMs: 5 * MINUTE }],
  ['15 min', { fromMs: FROM, toMs: END - 1, stepMs: 15 * MINUTE }],
  ['1 h', { fromMs: FROM, toMs: END - 1, stepMs: HOUR }],
];
const [, HALF_MINUTES] = STEPS[2]!;
const [, MINUTES] = STEPS[3]!;
const GAUGES = [
  'tart_vm_up',
  'tart_vm_load1',
  'tart_vm_memory_available_bytes',
  'tart_vm_memory_total_bytes',
  'tart_vm_tcp_connections',
  'tart_vm_uptime_seconds',
  'tart_vm_cpu_count',
];
const COMBINED = ['tart_vm_memory_used_bytes', 'tart_vm_memory_used_ratio', 'tart_vm_swap_used_bytes'];
const DISKS = ['tart_vm_filesystem_used_bytes', 'tart_vm_filesystem_available_bytes', 'tart_vm_filesystem_size_bytes'];
const RATES = [
  'tart_vm_disk_read_bytes_per_second',
  'tart_vm_disk_busy_ratio',
  'tart_vm_pressure_cpu_waiting_ratio',
  'tart_vm_forks_per_second',
  'tart_vm_device_receive_bytes_per_second',
  'tart_vm_device_transmit_packets_per_second',
  'tart_vm_network_receive_bytes_per_second',
  'tart_vm_network_transmit_bytes_per_second',
];
const CPU = ['tart_vm_cpu_busy_ratio', 'tart_vm_cpu_mode_ratio'];
const ERRORS = 'tart_vm_device_errors_per_second';

describe.each(STEPS)('both engines at a step of %s', (_, range) => {
  it('give the same values of gauges, and gaps where a guest was silent', async () => {
    for (const metric of GAUGES) {
      const { lines, points } = await compare({ metric }, range, { atEdges: 0.5 });
      expect(lines).toBeGreaterThanOrEqual(4);
      if (range.stepMs < HOUR) expect(points).toBeGreaterThan(20);
    }
  });
  it('give the same values of what is made of two gauges', async () => {
    for (const metric of COMBINED) await compare({ metric }, range, { atEdges: 0.05 });
  });
  it('give the same rates within 1 %, also where a guest was silent or booted', async () => {
    for (const metric of RATES) await compare({ metric }, range, { tolerance: 0.01, atEdges: 0.1 });
    // Its step is its highest rate; over parts of 15 s and more a peak is a little lower.
    await compare({ metric: ERRORS }, range, { tolerance: 0.05, atEdges: 0.2 });
  });
  it('give the same shares of CPU time within 1 %', async () => {
    // A step in which a guest was silent holds the CPU time of the silence too.
    for (const metric of CPU) await compare({ metric }, range, { tolerance: 0.01, atEdges: 0.3 });
  });
});

describe('both engines', () => {
  it('give disks, which are read every 30 s', async () => {
    for (const metric of DISKS) expect((await compare({ metric }, MINUTES, { atEdges: 0.01 })).lines).toBe(8);
    await compare({ metric: 'tart_vm_filesystem_used_ratio' }, MINUTES, { tolerance: 1e-4, atEdges: 0.01 });
  });

  it('give what clusters measure, with the VM of a node', async () => {
    expect((await compare({ metric: 'tart_hpa_replicas', clusters: ['dev'] }, MINUTES)).lines).toBe(1);
    expect(
      (await compare({ metric: 'tart_node_cpu_usage_ratio', filters: [{ key: 'vm', operator: '=', values: ['dev-*'] }] }, MINUTES)).lines,
    ).toBe(1);
  });

  it.each([
    ['one VM by name', { vms: ['dev-master'] }, 2],
    ['VMs by a pattern', { vms: ['*-worker1'] }, 4],
    ['VMs by a regular expression of JavaScript', { vms: ['/^(?!dev)[a-z]+-worker\\d$/'] }, 2],
    ['a Mac', { macs: ['mini'] }, 2],
    ['clusters', { clusters: ['dev', 'prod'] }, 6],
    ['a label', { labels: { device: ['e*'] } }, 3],
    ['a name full of quotes, backslashes and a line break', { vms: ['we"ird\\vm.{1}|(x)*\n한'.replaceAll('*', '?')] }, 2],
    ['a device whose name has a quote', { labels: { device: ['br-"lan"'] } }, 1],
    ['what is not', { filters: [{ key: 'device', operator: '!=', values: ['enp0s1'] }] }, 6],
  ])('select %s', async (_, selection, lines) => {
    const metric = 'tart_vm_device_receive_bytes_per_second';
    expect((await compare({ metric, ...selection }, MINUTES, { tolerance: 0.01, atEdges: 0.1 })).lines).toBe(lines);
  });

  it.each(['"} or tart_vm_up{vm="', 'x",vm=~".*', '\\', '"', '){}', '\n', '\u0000'])(
    'find nothing by %j, which stays a name',
    async (name) => {
      const queries: Asked[] = [
        { vms: [name] },
        { clusters: [name] },
        { macs: [name, 'no"ne'] },
        { filters: [{ key: 'vm', operator: '=', values: [name] }] },
      ];
      for (const query of queries) expect((await compare({ metric: 'tart_vm_load1', ...query }, HALF_MINUTES)).lines).toBe(0);
      const labels = { device: [name, 'a|b'] };
      expect((await compare({ metric: 'tart_vm_device_receive_bytes_per_second', labels }, HALF_MINUTES)).lines).toBe(0);
    },
  );

  it('give nothing where there is nothing, and say so alike', async () => {
    const before = { fromMs: FROM - 2 * HOUR, toMs: FROM - HOUR, stepMs: MINUTE };
    for (const [query, range] of [
      [{ metric: 'tart_vm_load1', vms: ['nobody'] }, MINUTES],
      [{ metric: 'tart_vm_ports_listening' }, MINUTES],
      [{ metric: 'tart_vm_load1', vms: ['dev-master'] }, before],
    ] as const) {
      const [ours, theirs] = await Promise.all([answer(builtIn, query, range), answer(prometheus, query, range)]);
      expect(theirs.frames[0]?.data.values).toEqual(ours.frames[0]?.data.values);
      expect(theirs.frames[0]?.schema.meta?.notices?.length).toBeGreaterThan(0);
    }
  });

  it('give hundreds of series, their sum, their average by cluster and the highest of them', async () => {
    const query = { metric: 'tart_vm_round_trip_seconds', clusters: ['many'] };
    const range = { fromMs: END - 12 * MINUTE, toMs: END - 1, stepMs: 15 * S };
    expect(await compare(query, range)).toMatchObject({ lines: 300 });
    await compare({ ...query, aggregate: 'sum' }, range, { tolerance: 1e-6, atEdges: 0.1 });
    await compare({ metric: 'tart_vm_load1', aggregate: 'avg', groupBy: ['cluster'] }, range, { tolerance: 1e-6, atEdges: 0.1 });
    const top = await answer(prometheus, { ...query, top: 3 }, range);
    expect(top.frames.map(({ schema }) => schema.fields[1]?.labels?.['vm'])).toEqual(['many-299', 'many-298', 'many-297']);
  });

  it('list the same values of labels', async () => {
    const none = {
      search: '',
      limit: 1000,
      macs: [],
      clusters: [],
      vms: [],
      namespaces: [],
      workloads: [],
      metrics: [],
      label: '',
      filters: [],
    };
    const list = async (deps: QueryDeps, kind: ValueKind, more: Partial<ValuesFilter>): Promise<unknown> => {
      const values = await listValues(kind, { ...none, ...more }, deps);
      return values.ok ? values.value : values.error;
    };
    for (const [kind, more] of [
      ['devices', {}],
      ['devices', { vms: ['prod-*'] }],
      ['mountpoints', {}],
      ['labelvalues', { label: 'mode', metrics: ['tart_vm_cpu_mode_ratio'] }],
      ['labelvalues', { label: 'hpa' }],
      ['labelvalues', { label: 'vm', metrics: ['tart_vm_load1'] }],
    ] as const) {
      const theirs = await list(prometheus, kind, more);
      expect(theirs).toEqual(await list(builtIn, kind, more));
      expect(theirs).toMatchObject({ total: expect.toSatisfy((total: number) => total > 0) });
    }
  });
});

describe('the server', () => {
  it('is asked in PromQL that the answer shows, for fewer series where fewer are wanted', async () => {
    const shown = async (query: Asked): Promise<string> =>
      (await answer(prometheus, query, HALF_MINUTES)).frames[0]?.schema.meta?.executedQueryString ?? '';
    expect(await shown({ metric: 'tart_vm_load1', vms: ['*-worker1'] })).toContain(
      'max by (vm, mac, cluster) (avg_over_time(node_load1{job="tart-lab",vm!="",vm=~"dev-worker1|prod-worker1"',
    );
    expect(await shown({ metric: 'tart_vm_load1' })).toContain('(avg_over_time(node_load1{job="tart-lab",vm!=""}[30000ms] offset 1ms))');
  });

  it('refuses more points than it gives at once, as a limit; the engine never asks for so many', async () => {
    const times = { start: String((FROM - HOUR) / 1000), end: String(END / 1000), step: '1' };
    const refused = await client.ask('query_range', new URLSearchParams({ query: 'tart_vm_up', ...times }), MatrixData, 'ask for too much');
    expect(refused).toMatchObject({ ok: false, error: { kind: 'prometheus_limited', detail: expect.stringContaining('11,000 points') } });
    const long = { fromMs: END - 15 * HOUR, toMs: END - 1, stepMs: 5 * S };
    const whole = await answer(prometheus, { metric: 'tart_vm_load1', vms: ['dev-master'] }, long);
    expect(whole.frames[0]?.data.values[0]).toHaveLength((END - FROM) / (5 * S));
  });

  it('is no worse for a query that is wrong', async () => {
    const refused = await client.ask('query', new URLSearchParams({ query: 'rate(' }), MatrixData, 'ask nonsense');
    expect(refused).toMatchObject({ ok: false, error: { kind: 'prometheus_failed', detail: expect.stringContaining('parse error') } });
    expect((await answer(prometheus, { metric: 'tart_vm_up' }, MINUTES)).status).toBe(200);
  });
});
