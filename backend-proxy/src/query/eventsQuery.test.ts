import { expect, it } from 'vitest';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { EventsQuery } from '@tart-lab/contract/query.ts';
import { ok } from '../result.ts';
import { answerEventsQuery } from './eventsQuery.ts';
import { testDeps, vmOf } from '../testing.ts';

const NOW = 1_700_000_000_000;
const stored = [3, 2, 1].map((id) => ({
  id,
  atMs: NOW - 1000 * (3 - id),
  kind: 'unreachable' as const,
  severity: 'warning' as const,
  text: `event ${id}`,
  labels: { vm: id === 2 ? 'gone-vm' : 'dev-master', mac: 'studio' },
}));
async function ask(query: object): Promise<Frame> {
  const deps = testDeps(NOW, [vmOf('dev-master')]);
  const history = { ...deps.history, events: (_: unknown, limit: number) => Promise.resolve(ok(stored.slice(0, limit))) };
  const parsed = EventsQuery.parse({ kind: 'events', refId: 'Anno', ...query });
  const range = { fromMs: NOW - 10_000, toMs: NOW, maxDataPoints: 100, intervalMs: 1000 };
  const answer = await answerEventsQuery(parsed, range, { ...deps, history }, 'queries[0]');
  deps.close();
  if (!answer.ok || !answer.value[0]) throw new Error('no frame');
  return answer.value[0];
}

it('is a log frame, newest first, with the kind among the labels', async () => {
  const frame = await ask({});
  expect(frame.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'timestamp time',
    'body string',
    'severity string',
    'id string',
    'labels other',
  ]);
  expect(frame.data.values[0]).toEqual([NOW, NOW - 1000, NOW - 2000]);
  expect(frame.data.values[4]?.[0]).toEqual({ vm: 'dev-master', mac: 'studio', kind: 'unreachable' });
});
it('knows events of VMs that are gone', async () => expect((await ask({ vms: ['gone-*'] })).data.values[3]).toEqual(['2']));
it('says when it cut, and when nothing happened', async () => {
  const cut = await ask({ limit: 2 });
  expect(cut.data.values[3]).toEqual(['3', '2']);
  expect(cut.schema.meta?.notices?.[0]?.text).toBe('Showing the newest 2 events of this range');
  expect((await ask({ vms: ['nobody'] })).schema.meta?.notices?.[0]?.text).toBe('Nothing happened in this range');
});
it('filters by label, kind and severity, and by what must not be', async () => {
  const ids = async (...filters: object[]): Promise<unknown> => (await ask({ filters })).data.values[3];
  expect(await ids({ key: 'vm', operator: '!=', values: ['gone-vm'] })).toEqual(['3', '1']);
  expect(await ids({ key: 'severity', operator: '=', values: ['error'] })).toEqual([]);
  expect(await ids({ key: 'kind', operator: '=', values: ['unreach*'] }, { key: 'vm', operator: '=', values: ['gone-vm'] })).toEqual(['2']);
  const strange = await ask({ filters: [{ key: 'mountpoint', operator: '=', values: ['/'] }] });
  expect(strange.schema.meta?.notices?.[0]?.text).toBe('The filter on mountpoint does not apply to events');
});
