import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Frame } from '../../contract/frame.ts';
import { HeldSeries, stepOf } from '../../src/live/heldSeries.ts';
import type { StreamEvent } from '../../src/client/streamEvents.ts';
import type { Held } from '../../src/live/held.ts';
import { openLiveReader } from '../support/liveReader.ts';
import { openProcess, TOKEN, until, type ProxyProcess } from '../support/proxyProcess.ts';
import { openLabWithProxy, type LabWithProxy } from '../support/simulatedLab.ts';

let opened: LabWithProxy;
let proxy: ProxyProcess;
beforeAll(async () => {
  opened = await openLabWithProxy();
  proxy = opened.proxy;
}, 120_000);
afterAll(async () => {
  await proxy.stop();
  await opened.close();
});

const CPU = { kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' };
const QUERIES: Readonly<Record<string, Record<string, unknown>>> = {
  raw: { ...CPU, clusters: ['dev', 'prod'] },
  sum: { ...CPU, aggregate: 'sum', groupBy: ['cluster'] },
  avg: { kind: 'metric', metric: 'tart_vm_memory_used_bytes', aggregate: 'avg' },
  top: { kind: 'metric', metric: 'tart_vm_network_receive_bytes_per_second', top: 2 },
};
const SECONDS = 90;

const framesOf = async (query: Record<string, unknown>): Promise<Frame[]> => (await proxy.query(query, SECONDS)).frames;
/** Series by their labels: what a panel draws. Points after `toMs`, and those that slide out at the beginning, are left out. */
const drawn = (frames: readonly Frame[], fromMs: number, toMs: number): Record<string, [unknown, unknown][]> =>
  Object.fromEntries(
    frames.map(({ schema, data: { values } }) => [
      JSON.stringify(schema.fields[1]?.labels),
      (values[0] ?? []).flatMap((time, i): [unknown, unknown][] =>
        Number(time) >= fromMs && Number(time) <= toMs ? [[time, values[1]?.[i]]] : [],
      ),
    ]),
  );

class Follower {
  readonly held = new Map<string, Held>();
  toMs = 0;

  take(event: StreamEvent): void {
    if (event.name !== 'series' && event.name !== 'rows' && event.name !== 'frames') return;
    for (const id of event.data.ids) expect(this.held.get(id)?.take(event)).toBe(true);
    this.toMs = Math.max(this.toMs, event.data.toMs);
  }
  async begin(): Promise<object[]> {
    const cursorMs = Date.now();
    const all: object[] = [];
    for (const [id, query] of Object.entries(QUERIES)) {
      const frames = await framesOf(query);
      this.held.set(id, new HeldSeries(frames));
      const stepMs = stepOf(frames);
      all.push({ id, query: { refId: 'A', ...query }, cursorMs, lastMs: SECONDS * 1000, maxDataPoints: 10_000, intervalMs: 1000, stepMs });
    }
    return all;
  }
  /** Compares what is held with an answer that is asked now. The last seconds are compared the next time. */
  async expectSame(fromMs: number): Promise<void> {
    for (const [id, query] of Object.entries(QUERIES)) {
      const fresh = await framesOf(query);
      const toMs = this.toMs - 3000;
      const held = this.held.get(id)?.frames() ?? [];
      expect(drawn(held, fromMs, toMs), id).toEqual(drawn(fresh, fromMs, toMs));
    }
  }
}

it('adds to an answer what a later one has, nothing lost and nothing twice, through silence and a restart of the proxy', async () => {
  const { lab } = opened;
  const follower = new Follower();
  const fromMs = Date.now() - 5000;
  const first = await openLiveReader(proxy, (event) => follower.take(event));
  const subscriptions = await follower.begin();
  const bad = { id: 'bad', query: { refId: 'A', kind: 'metric', metric: 'tart_vm_speed' }, cursorMs: 0 };
  const worse = { id: 'worse', query: { refId: 'A', kind: 'poem' }, cursorMs: 0 };
  const { refused } = await first.follow([...subscriptions, bad, worse]);
  expect(refused.map(({ id, problem }) => [id, problem.kind])).toEqual([
    ['bad', 'unknown_metric'],
    ['worse', 'bad_request'],
  ]);

  const pointsAtFirst = follower.held.get('raw')?.points() ?? 0;
  await until(() => (follower.held.get('raw')?.points() ?? 0) >= pointsAtFirst + 5 || undefined, 20_000);
  await follower.expectSame(fromMs);

  await lab.fault('stop', 'dev-worker1');
  const ofWorker = () =>
    follower.held
      .get('raw')
      ?.frames()
      .find(({ schema }) => schema.fields[1]?.labels?.['vm'] === 'dev-worker1');
  await until(
    () => ofWorker()?.data.values[1]?.at(-1) === null || undefined,
    20_000,
    () => JSON.stringify(ofWorker()),
  );
  await follower.expectSame(fromMs);

  const cursors = subscriptions.map((one) => ({ ...one, cursorMs: follower.toMs }));
  await proxy.stop();
  await first.ended;
  proxy = await openProcess(proxy.dir);
  const stranger = await proxy.fetch(`/api/v1/stream/${first.name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ subscriptions: [] }),
  });
  expect(stranger.status).toBe(404);
  const second = await openLiveReader(proxy, (event) => follower.take(event));
  expect((await second.follow(cursors)).refused).toEqual([]);
  const before = follower.toMs;
  await until(() => follower.toMs > before + 5000 || undefined, 20_000);
  await follower.expectSame(fromMs);
  await second.close();
}, 120_000);
