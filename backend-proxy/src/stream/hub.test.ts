import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HEARTBEAT_MS, MOST_SUBSCRIPTIONS } from '@tart-lab/contract/stream.ts';
import { ok } from '../result.ts';
import { sampleOf, testDeps, vmOf } from '../testing.ts';
import { StreamHub } from './hub.ts';

const CPU = 'tart_vm_cpu_busy_ratio';
const NOW = 1_700_000_100_000;

class Reader {
  writableLength = 0;
  destroyed = false;
  ended = false;
  private text = '';
  write(text: string): void {
    this.text += text;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  /** What came since the last time, as [name, data]. */
  events(): [string, Record<string, unknown>][] {
    const blocks = this.text.split('\n\n').filter((block) => block.startsWith('event: '));
    this.text = '';
    return blocks.map((block) => {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      return [name, JSON.parse(data) as Record<string, unknown>];
    });
  }
  comments = (): number => this.text.split('\n\n').filter((block) => block === ':').length;
}

let deps: ReturnType<typeof testDeps>;
let hub: StreamHub;
let reads: number;
let errors: unknown[];
let value = 0;
/** Points that came after those of the history in memory. */
let grown: number[];
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  const times = Array.from({ length: 10 }, (_, i) => NOW - 45_000 + i * 5000);
  deps = testDeps(
    NOW,
    [vmOf('dev-master')],
    times.map((atMs) => sampleOf(CPU, 'dev-master', atMs, value++)),
  );
  reads = 0;
  errors = [];
  grown = [];
  const engine = {
    ...deps.engine,
    points: async (request: Parameters<typeof deps.engine.points>[0]) => {
      reads++;
      const before = await deps.engine.points(request);
      if (!before.ok) return before;
      const points = before.value.points.map(({ series, times: old, values }) => ({
        series,
        times: Float64Array.from([...old, ...grown]),
        values: Float64Array.from([...values, ...grown.map(() => 0.5)]),
      }));
      return ok({ ...before.value, points });
    },
  };
  const log = { error: (entry: unknown) => void errors.push(entry) };
  hub = new StreamHub({ queries: { ...deps, engine, now: Date.now }, cycleMs: 5000, log });
});
afterEach(() => {
  hub.close();
  deps.close();
  expect(errors).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const metric = (id: string, more: object = {}, cursorMs = NOW) => ({
  id,
  query: { kind: 'metric', refId: id, metric: CPU, ...more },
  cursorMs,
  lastMs: 3_600_000,
  stepMs: null,
});
function opened(): { reader: Reader; name: string; leave: () => void } {
  const reader = new Reader();
  const leave = hub.open(reader);
  if (!leave.ok) throw new Error(leave.error.detail);
  const [[event, { stream }] = ['', {}]] = reader.events();
  expect(event).toBe('opened');
  return { reader, name: String(stream), leave: leave.value };
}
async function follow(name: string, subscriptions: object[]) {
  const answer = await hub.follow(name, { subscriptions });
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value.refused;
}
async function cycle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(4700);
  grown.push(Date.now());
  hub.noteArrival();
  await vi.advanceTimersByTimeAsync(300);
}

it('reads an answer once a cycle, for fifty panels on two streams', async () => {
  const [one, other] = [opened(), opened()];
  const panels = Array.from({ length: 50 }, (_, i) => metric(`p${i}`, { refId: `R${i}` }));
  await follow(one.name, panels);
  await follow(other.name, [metric('x')]);
  expect(reads).toBe(1);
  one.reader.events();
  await cycle();
  expect(reads).toBe(2);
  const news = one.reader.events();
  expect(news).toHaveLength(1);
  expect(news[0]?.[1]['ids']).toHaveLength(50);
  expect(news[0]?.[1]).toMatchObject({ tails: [{ times: grown, values: [0.5] }] });
  expect(other.reader.events().at(-1)?.[1]).toMatchObject({ ids: ['x'], tails: [{ times: grown }] });
  expect(hub.stats()).toEqual({ streams: 2, subscriptions: 51, answers: 1 });
});

it('keeps what did not change when the list is replaced, and reads nothing once nobody follows', async () => {
  const { reader, name } = opened();
  await follow(name, [metric('a'), metric('b', { aggregate: 'sum' })]);
  expect(reader.events().map(([, { ids }]) => ids)).toEqual([['a'], ['b']]);
  await follow(name, [metric('a', {}, NOW + 5), metric('c', { aggregate: 'max' })]);
  expect(reader.events().map(([, { ids }]) => ids)).toEqual([['c']]);
  await follow(name, []);
  const before = reads;
  await cycle();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(reads).toBe(before);
  expect(hub.stats()).toEqual({ streams: 1, subscriptions: 0, answers: 0 });
});

it('refuses a bad query alone, with its place', async () => {
  const { reader, name } = opened();
  const refused = await follow(name, [
    metric('good'),
    metric('bad', { metric: 'tart_vm_speed' }),
    { id: 'worse', query: { kind: 'poem' } },
  ]);
  expect(refused.map(({ id, problem }) => [id, problem.kind])).toEqual([
    ['bad', 'unknown_metric'],
    ['worse', 'bad_request'],
  ]);
  expect(refused[1]?.problem.detail).toContain('subscriptions[2].');
  expect(reader.events().map(([, { ids }]) => ids)).toEqual([['good']]);
});

it('does not know a stream that is not open, nor one that was left', async () => {
  const { name, leave } = opened();
  leave();
  expect(await hub.follow(name, { subscriptions: [] })).toMatchObject({ ok: false, error: { kind: 'not_found' } });
});

it('refuses a list that is too long', async () => {
  const { name } = opened();
  const subscriptions = Array.from({ length: MOST_SUBSCRIPTIONS + 1 }, (_, i) => metric(`p${i}`));
  expect(await hub.follow(name, { subscriptions })).toMatchObject({ ok: false, error: { kind: 'bad_request' } });
});

it('lets one who was away for too long ask again', async () => {
  const { reader, name } = opened();
  await follow(name, [metric('late', {}, NOW - 3_600_000)]);
  expect(reader.events()).toEqual([['missed', { ids: ['late'] }]]);
  expect(hub.stats().answers).toBe(0);
});

it('holds nothing back for a reader that is too slow: it hears what it missed, and is cut off when it takes nothing', async () => {
  const slow = opened();
  const quick = opened();
  await follow(slow.name, [metric('s')]);
  await follow(quick.name, [metric('q')]);
  slow.reader.events();
  slow.reader.writableLength = 2 * 1024 * 1024;
  await cycle();
  expect(slow.reader.events()).toEqual([]);
  expect(quick.reader.events().at(-1)?.[1]).toMatchObject({ ids: ['q'], tails: [{ times: grown }] });
  slow.reader.writableLength = 0;
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  expect(slow.reader.events()).toEqual([['missed', { ids: ['s'] }]]);
  slow.reader.writableLength = 10;
  await vi.advanceTimersByTimeAsync(6 * HEARTBEAT_MS);
  expect(slow.reader.destroyed).toBe(true);
});

it('says that it is alive while nothing happens', async () => {
  const { reader } = opened();
  await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_MS);
  expect(reader.comments()).toBe(3);
});

it('opens two hundred streams and no more, and ends them all', () => {
  const all = Array.from({ length: 200 }, () => opened());
  expect(hub.open(new Reader())).toMatchObject({ ok: false, error: { kind: 'limit_reached' } });
  hub.close();
  expect(all.every(({ reader }) => reader.ended)).toBe(true);
  expect(hub.open(new Reader())).toMatchObject({ ok: false, error: { kind: 'not_ready' } });
});
