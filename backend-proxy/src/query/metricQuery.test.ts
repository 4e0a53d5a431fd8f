import { afterEach, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { MetricQuery } from '@tart-lab/contract/query.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import { answerMetricQuery } from './metricQuery.ts';
import { reportOf, sampleOf, testDeps, vmOf } from '../testing.ts';
import { listValues, type ValuesFilter } from './values.ts';

const CPU = 'tart_vm_cpu_busy_ratio';
const NOW = 1_700_000_100_000;
const FROM = NOW - 100_000;
let deps: ReturnType<typeof testDeps>;
afterEach(() => deps.close());

const times = (fromMs: number, toMs: number): number[] => Array.from({ length: (toMs - fromMs) / 5000 + 1 }, (_, i) => fromMs + i * 5000);
const line = (vm: string, at: readonly number[], value: number, metric = CPU, own = {}): Sample[] =>
  at.map((atMs) => sampleOf(metric, vm, atMs, value, own));
function lab(vms: readonly Vm[], samples: readonly Sample[]): void {
  deps = testDeps(NOW, vms, samples);
  for (const { name, state } of vms) if (state === 'running') deps.lab.applyReport(reportOf(name, NOW), []);
}
async function ask(query: object, range: object = {}): Promise<Frame[]> {
  const parsed = MetricQuery.parse({ kind: 'metric', refId: 'A', metric: CPU, ...query });
  const answer = await answerMetricQuery(
    parsed,
    { fromMs: FROM, toMs: NOW, maxDataPoints: 1000, intervalMs: 1000, ...range },
    deps,
    'queries[0]',
  );
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value;
}
const nameOf = (frame: Frame): unknown => frame.schema.fields[1]?.config?.['displayNameFromDS'];
const noticesOf = ([frame]: Frame[]): string[] => frame?.schema.meta?.notices?.map(({ text }) => text) ?? [];

it('gives each VM a frame with the points as measured, named by the VM, with unit and bounds', async () => {
  lab(
    [vmOf('dev-master'), vmOf('dev-worker1')],
    [...line('dev-master', times(FROM, NOW), 0.5), ...line('dev-worker1', times(FROM, NOW), 0.25)],
  );
  const frames = await ask({});
  expect(frames.map(nameOf)).toEqual(['dev-master', 'dev-worker1']);
  expect(frames[0]?.schema).toMatchObject({ refId: 'A', meta: { type: 'timeseries-multi', typeVersion: [0, 1] } });
  expect(frames[0]?.schema.fields[1]).toMatchObject({
    labels: { vm: 'dev-master' },
    config: { unit: 'percentunit', min: 0, max: 1, interval: 10200 },
  });
  expect(frames[0]?.data.values).toEqual([times(FROM, NOW), times(FROM, NOW).map(() => 0.5)]);
  expect(noticesOf(frames)).toEqual([]);
});

it('puts one null where the next point was expected when more than two intervals pass', async () => {
  const at = [FROM, FROM + 10_000, FROM + 25_000, NOW];
  lab([vmOf('dev-master')], line('dev-master', at, 1));
  const [frame] = await ask({});
  expect(frame?.data.values).toEqual([
    [FROM, FROM + 10_000, FROM + 15_000, FROM + 25_000, FROM + 30_000, NOW],
    [1, 1, null, 1, null, 1],
  ]);
});

it('ends a silent VM in a gap and says since when and why', async () => {
  lab([vmOf('dev-master'), vmOf('dev-worker1', { state: 'stopped' })], line('dev-master', times(FROM, NOW - 40_000), 1));
  const problem = { kind: 'connection_refused', target: 'dev-master', doing: 'connect', detail: 'port 22 refused', advice: '' } as const;
  deps.lab.applyReport(reportOf('dev-master', NOW - 40_000), []);
  deps.lab.applyReport(reportOf('dev-master', NOW - 35_000, { answered: false, problem }), []);
  const frames = await ask({});
  expect(frames[0]?.data.values[0]?.at(-1)).toBe(NOW - 35_000);
  expect(frames[0]?.data.values[1]?.at(-1)).toBeNull();
  expect(noticesOf(frames)).toEqual(['dev-master last answered 40 s ago: port 22 refused', 'Not running: dev-worker1 (stopped)']);
});

it('says nothing of VMs that are silent now when the range is long past', async () => {
  lab([vmOf('dev-master', { state: 'stopped' })], line('dev-master', times(FROM, FROM + 20_000), 1));
  expect(noticesOf(await ask({}, { toMs: FROM + 20_000 }))).toEqual([]);
});

it('gives at most maxDataPoints, folded on borders that stay when the range moves', async () => {
  lab(
    [vmOf('dev-master')],
    times(FROM, NOW).map((atMs, i) => sampleOf(CPU, 'dev-master', atMs, i)),
  );
  const [frame] = await ask({}, { maxDataPoints: 12 });
  expect(frame?.data.values[0]?.length).toBeLessThanOrEqual(12);
  const [moved] = await ask({}, { maxDataPoints: 12, fromMs: FROM + 1000 });
  expect(moved?.data.values[1]?.slice(1)).toEqual(frame?.data.values[1]?.slice(1));
  expect((await ask({}, { maxDataPoints: 1 }))[0]?.data.values[1]).toEqual([10]);
});

it('folds by the kind of the metric', async () => {
  lab(
    [vmOf('dev-master')],
    times(FROM, NOW).map((atMs, i) => sampleOf('tart_vm_uptime_seconds', 'dev-master', atMs, i)),
  );
  const [frame] = await ask({ metric: 'tart_vm_uptime_seconds' }, { maxDataPoints: 1 });
  expect(frame?.data.values[1]).toEqual([20]);
});

it('adds up across VMs, holds a late value for two intervals, and says whom the sum leaves out', async () => {
  const at = times(FROM, NOW);
  const worker = at.slice(0, 10).map((atMs, i) => atMs + (i === 4 ? 5001 : 1)); // the fifth reading came in the sixth's bucket
  lab(
    [vmOf('dev-master'), vmOf('dev-worker1')],
    [...line('dev-master', at, 0.5), ...worker.map((atMs) => sampleOf(CPU, 'dev-worker1', atMs, 0.25))],
  );
  const frames = await ask({ aggregate: 'sum' });
  expect(frames).toHaveLength(1);
  expect(nameOf(frames[0]!)).toBe('CPU busy (sum)');
  expect(frames[0]?.schema.fields[1]?.config).not.toHaveProperty('max');
  expect(frames[0]?.data.values[1]).toEqual([...Array.from({ length: 12 }, () => 0.75), ...Array.from({ length: 9 }, () => 0.5)]);
  expect(noticesOf(frames)).toEqual(['The sum leaves out dev-worker1 at times when nothing was measured there']);
  const byCluster = await ask({ aggregate: 'avg', groupBy: ['cluster'] });
  expect(byCluster.map(nameOf)).toEqual(['dev']);
  expect(byCluster[0]?.data.values[1]?.at(-1)).toBe(0.5);
});

it('keeps the top and the bottom by their mean', async () => {
  const vms = [1, 2, 3, 4].map((n) => vmOf(`dev-worker${n}`));
  lab(
    vms,
    vms.flatMap(({ name }, i) => line(name, times(FROM, NOW), i)),
  );
  expect((await ask({ top: 2 })).map(nameOf)).toEqual(['dev-worker4', 'dev-worker3']);
  expect((await ask({ bottom: 1 })).map(nameOf)).toEqual(['dev-worker1']);
});

it('names lines by the labels that differ, or by the legend', async () => {
  const mode = 'tart_vm_cpu_mode_ratio';
  lab(
    [vmOf('dev-master')],
    ['user', 'idle'].flatMap((one) => line('dev-master', times(FROM, NOW), 1, mode, { mode: one })),
  );
  expect((await ask({ metric: mode })).map(nameOf)).toEqual(['user', 'idle']);
  expect((await ask({ metric: mode, labels: { mode: ['us*'] } })).map(nameOf)).toEqual(['dev-master user']);
  expect((await ask({ metric: mode, legend: '{{vm}}: {{ mode }}{{none}}' })).map(nameOf)).toEqual(['dev-master: user', 'dev-master: idle']);
});

it('answers an empty frame that says why when nothing fits', async () => {
  lab([vmOf('dev-master')], []);
  const frames = await ask({ vms: ['qa-*'] });
  expect(frames[0]?.data.values).toEqual([[], []]);
  expect(noticesOf(frames)).toEqual(['No VM matches the selection']);
  expect(noticesOf(await ask({}))).toEqual(['CPU busy was never measured for this selection']);
});

it('cuts too many series and says so', async () => {
  const names = Array.from({ length: 510 }, (_, i) => `vm${i}`);
  lab(
    [],
    names.flatMap((name) => line(name, [NOW], 1)),
  );
  const frames = await ask({});
  expect(frames).toHaveLength(500);
  expect(noticesOf(frames)).toEqual(['Showing 500 of 510 series; select fewer, or use top']);
});

it('refuses an unknown metric and a label the metric lacks', async () => {
  lab([], []);
  await expect(ask({ metric: 'cpu' })).rejects.toThrow('there is no metric "cpu"');
  await expect(ask({ labels: { device: ['en*'] } })).rejects.toThrow('queries[0].labels.device: tart_vm_cpu_busy_ratio has no such label');
});

it('keeps what stands out, and says what is usual; nothing standing out is no lack of data', async () => {
  const vms = [1, 2, 3, 4, 5].map((n) => vmOf(`dev-worker${n}`));
  lab(
    vms,
    vms.flatMap(({ name }, i) => line(name, times(FROM, NOW), i === 4 ? 0.9 : 0.1 + i / 100)),
  );
  const frames = await ask({ outliers: 3 });
  expect(frames.map(nameOf)).toEqual(['dev-worker5']);
  expect(noticesOf(frames)).toEqual(['1 of 5 series stand out: means of 0.0755 to 0.164 are usual']);
  const none = await ask({ outliers: 100 });
  expect(none[0]?.data.values).toEqual([[], []]);
  expect(noticesOf(none)).toEqual([expect.stringMatching(/^None of 5 series stands out/)]);
});

it('puts points no closer together than the query wants', async () => {
  lab([vmOf('dev-master')], line('dev-master', times(FROM, NOW), 0.5));
  const [frame] = await ask({ minIntervalMs: 20_000 });
  expect(frame?.schema.meta?.custom).toMatchObject({ stepMs: 20_000 });
});

it('narrows by filters: what must be, what must not be, and a notice for what it does not know', async () => {
  const received = 'tart_vm_device_receive_bytes_per_second';
  lab(
    [vmOf('dev-master'), vmOf('dev-worker1'), vmOf('prod-master', { cluster: 'prod' })],
    ['dev-master', 'dev-worker1'].flatMap((vm) =>
      ['lo', 'enp0s1'].flatMap((device) => line(vm, times(FROM, NOW), 1, received, { device })),
    ),
  );
  const names = async (...filters: object[]): Promise<unknown[]> => (await ask({ metric: received, filters })).map(nameOf);
  expect(await names({ key: 'device', operator: '!=', values: ['lo'] })).toEqual(['dev-master', 'dev-worker1']);
  expect(await names({ key: 'vm', operator: '!=', values: ['*master'] }, { key: 'device', operator: '=', values: ['en*'] })).toEqual([
    'dev-worker1 enp0s1',
  ]);
  expect(noticesOf(await ask({ metric: received, filters: [{ key: 'pod', operator: '=', values: ['x'] }] }))).toEqual([
    expect.stringMatching(/^The filter on pod does not apply to /),
  ]);
  expect(await names({ key: 'pod', operator: '=', values: ['x'] })).toHaveLength(4);
});

it('lists the values of a label, narrowed by metric, place and filters', async () => {
  lab(
    [vmOf('dev-master'), vmOf('prod-master', { cluster: 'prod' })],
    [
      ...['user', 'idle'].flatMap((mode) => line('dev-master', [NOW], 1, 'tart_vm_cpu_mode_ratio', { mode })),
      ...line('prod-master', [NOW], 1, 'tart_vm_cpu_mode_ratio', { mode: 'steal', cluster: 'prod' }),
    ],
  );
  const none = { search: '', limit: 100, macs: [], clusters: [], vms: [], namespaces: [], workloads: [], metrics: [], filters: [] };
  const modes = async (filter: Partial<ValuesFilter>): Promise<unknown[]> => {
    const answer = await listValues('labelvalues', { ...none, label: 'mode', ...filter }, deps);
    return answer.ok ? answer.value.values.map(({ value }) => value) : [answer.error.detail];
  };
  expect(await modes({})).toEqual(['idle', 'steal', 'user']);
  expect(await modes({ metrics: ['tart_vm_load1'] })).toEqual([]);
  expect(await modes({ filters: [{ key: 'vm', operator: '!=', values: ['prod-*'] }] })).toEqual(['idle', 'user']);
  expect(
    await modes({
      filters: [
        { key: 'mode', operator: '=', values: ['/^.{4}$/'] },
        { key: 'pod', operator: '=', values: ['x'] },
      ],
    }),
  ).toEqual(['idle', 'user']);
});
