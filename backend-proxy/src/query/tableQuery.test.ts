import { afterEach, expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import type { PortRow } from '@tart-lab/contract/rows.ts';
import { answerTableQuery, LiveTableQuery } from './tableQuery.ts';
import { reportOf, sampleOf, testDeps, vmOf } from '../testing.ts';

const NOW = 1_700_000_100_000;
let deps: ReturnType<typeof testDeps>;
afterEach(() => deps.close());
function ask(query: object): Frame {
  const answer = answerTableQuery(LiveTableQuery.parse({ kind: 'table', refId: 'A', ...query }), deps, 'queries[0]');
  if (!answer.ok) throw new Error(answer.error.detail);
  const [frame] = answer.value;
  if (!frame) throw new Error('no frame');
  return frame;
}
const column = (frame: Frame, id: string): unknown[] => frame.data.values[frame.schema.fields.findIndex(({ name }) => name === id)] ?? [];
const noticesOf = (frame: Frame): string[] => frame.schema.meta?.notices?.map(({ text }) => text) ?? [];
const ports: PortRow[] = [{ protocol: 'tcp', address: '0.0.0.0', port: 22, process: null, pid: null }];
const problem = { kind: 'frame_timed_out', target: 'dev-worker1', doing: 'read', detail: 'no answer within 4 s', advice: 'Look.' } as const;

function lab(): void {
  deps = testDeps(NOW, [vmOf('dev-master'), vmOf('dev-worker1'), vmOf('qa-old', { state: 'stopped' })]);
  deps.lab.applyReport(reportOf('dev-master', NOW - 1000, { ports }), [sampleOf('tart_vm_load1', 'dev-master', NOW - 1000, 0.5)]);
  deps.lab.applyReport(reportOf('dev-worker1', NOW - 60_000, { ports }), []);
  deps.lab.applyReport(reportOf('dev-worker1', NOW - 55_000, { answered: false, problem }), []);
  deps.lab.applyReport(reportOf('dev-worker1', NOW - 5000, { answered: false, problem }), []);
}

it('shows every VM with what it last said, null where nothing is known, and why one is silent', () => {
  lab();
  const frame = ask({ table: 'vms' });
  expect(column(frame, 'vm')).toEqual(['dev-master', 'dev-worker1', 'qa-old']);
  expect(column(frame, 'status')).toEqual(['up', 'silent', 'stopped']);
  expect(column(frame, 'load1')).toEqual([0.5, null, null]);
  expect(column(frame, 'age')).toEqual([1, 60, null]);
  expect(column(frame, 'problem')).toEqual([null, 'no answer within 4 s', null]);
  expect(column(frame, 'problem_since')).toEqual([null, NOW - 55_000, null]);
  expect(noticesOf(frame)).toEqual(['dev-worker1 last answered 60 s ago: no answer within 4 s']);
  expect(frame.schema.fields.find(({ name }) => name === 'cpu_busy')?.config).toMatchObject({
    unit: 'percentunit',
    displayNameFromDS: 'CPU busy',
  });
});

it('keeps the rows of a silent VM, which age', () => {
  lab();
  const frame = ask({ table: 'ports', columns: ['age', 'vm', 'port'] });
  expect(frame.data.values).toEqual([
    [1, 60],
    ['dev-master', 'dev-worker1'],
    [22, 22],
  ]);
  expect(noticesOf(ask({ table: 'ports', limit: 1 }))).toContain('Showing 1 of 2 rows');
});

it('names the column that does not exist', () => {
  lab();
  expect(() => ask({ table: 'ports', columns: ['port', 'colour'] })).toThrow(
    'queries[0].columns[1]: the table ports has no column "colour"',
  );
});

it('asks for processes only of the VMs that someone looks at', () => {
  lab();
  const frame = ask({ table: 'processes', vms: ['dev-master'] });
  expect(frame.data.values.every((values) => values.length === 0)).toBe(true);
  expect(noticesOf(frame)[0]).toMatch(/^Processes are read while someone looks/);
  expect(deps.lab.processesWanted('dev-master')).toBe(true);
  expect(deps.lab.processesWanted('dev-worker1')).toBe(false);
});

it('gives rates of every device, those of pods too, and null after a restart', () => {
  lab();
  const counts = (eth: number, lxc: number) =>
    [...Object.entries({ eth0: eth, lxc1: lxc })].flatMap(([device, value]) =>
      ['receive', 'transmit'].map((way) => ({ name: `node_network_${way}_bytes_total`, labels: { device }, value })),
    );
  const sections = [{ collector: 'network', ok: true }];
  deps.lab.applyReport(reportOf('dev-master', NOW - 10_000, { sections, readings: counts(1000, 500) }), []);
  deps.lab.applyReport(reportOf('dev-master', NOW - 5000, { sections, readings: counts(6000, 100) }), []);
  const frame = ask({ table: 'interfaces', columns: ['device', 'receive', 'receive_total'] });
  expect(frame.data.values).toEqual([
    ['eth0', 'lxc1'],
    [1000, null],
    [6000, 100],
  ]);
});

it('lists problems with since when, and only those of the selection', () => {
  lab();
  expect(column(ask({ table: 'problems' }), 'since')).toEqual([NOW - 55_000]);
  expect(noticesOf(ask({ table: 'problems', vms: ['dev-master'] }))).toEqual(['Nothing is wrong']);
});

it('reads filesystems by mountpoint', () => {
  lab();
  const of = (metric: string, value: number, mountpoint: string) => sampleOf(metric, 'dev-master', NOW, value, { mountpoint });
  deps.lab.applyReport(reportOf('dev-master', NOW), [
    of('tart_vm_filesystem_size_bytes', 100, '/'),
    of('tart_vm_filesystem_size_bytes', 50, '/data'),
    of('tart_vm_filesystem_used_bytes', 30, '/'),
  ]);
  expect(ask({ table: 'filesystems', columns: ['mountpoint', 'size', 'used'] }).data.values).toEqual([
    ['/', '/data'],
    [100, 50],
    [30, null],
  ]);
});

it('shows at most the twenty columns that Explore draws, and the others when they are picked', () => {
  lab();
  expect(ask({ table: 'vms' }).schema.fields.length).toBeLessThanOrEqual(20);
  expect(ask({ table: 'vms', columns: ['kernel', 'vm'] }).schema.fields.map(({ name }) => name)).toEqual(['kernel', 'vm']);
});

it('filters rows by any column, by place, and says which filters it does not know', () => {
  lab();
  const named = (...filters: object[]): unknown[] => column(ask({ table: 'vms', filters }), 'vm');
  expect(named({ key: 'status', operator: '=', values: ['up', 'stopped'] })).toEqual(['dev-master', 'qa-old']);
  expect(named({ key: 'load1', operator: '>', values: ['0.1'] })).toEqual(['dev-master']);
  expect(named({ key: 'vm', operator: '!=', values: ['dev-*'] })).toEqual(['qa-old']);
  const silent = ask({
    table: 'vms',
    filters: [
      { key: 'vm', operator: '=', values: ['dev-master'] },
      { key: 'pod', operator: '=', values: ['x'] },
    ],
  });
  expect(column(silent, 'vm')).toEqual(['dev-master']);
  expect(noticesOf(silent)).toEqual(['The filter on pod does not apply to the table vms']);
  expect(noticesOf(ask({ table: 'ports', filters: [{ key: 'process', operator: '=', values: ['nginx'] }] }))).toContain(
    'No row fits the filters',
  );
});
