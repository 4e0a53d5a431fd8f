import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dateTime, isDataFrame, LoadingState, type DataQueryResponse } from '@grafana/data';
import type { Frame } from '@tart-lab/contract/frame.ts';
import type { Subscription as Unsubscribable } from 'rxjs';
import { withDefaults } from '../query/withDefaults.ts';
import { ok } from '../result.ts';
import { FakeStream } from '../testing/fakeStream.ts';
import { openLive, type Live } from './openLive.ts';

const NOW_MS = Date.UTC(2026, 2, 10, 12);
const STEP_MS = 5000;
const QUERY = withDefaults({ refId: 'A', kind: 'metric', metric: 'tart_vm_load1', live: true });

const SCHEMA: Frame['schema'] = {
  refId: 'A',
  meta: { type: 'timeseries-multi', typeVersion: [0, 1], custom: { stepMs: STEP_MS } },
  fields: [
    { name: 'Time', type: 'time' },
    { name: 'Value', type: 'number', labels: { vm: 'dev-worker1' } },
  ],
};
const frame = (points: readonly (readonly [number, number])[]): Frame => ({
  schema: SCHEMA,
  data: { values: [points.map(([atMs]) => atMs), points.map(([, value]) => value)] },
});
const FIRST = [
  [NOW_MS - 2 * STEP_MS, 1],
  [NOW_MS - STEP_MS, 2],
] as const;

let stream: FakeStream;
let live: Live;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
  stream = new FakeStream();
  live = openLive('/api/datasources/proxy/uid/tart-lab', () => stream);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A panel over the last five minutes, and what it was given. */
class TestPanel {
  readonly packets: DataQueryResponse[] = [];
  asked = 0;
  answer = frame(FIRST);
  private watching: Unsubscribable | undefined;

  begin(): this {
    this.watching?.unsubscribe();
    this.watching = live({
      request: { range: rangeOfNow(), timezone: 'utc' },
      queries: [QUERY],
      isLive: () => true,
      ask: () => {
        this.asked += 1;
        return Promise.resolve(ok({ results: { A: { status: 200, frames: [this.answer] } } }));
      },
      maxDataPoints: 500,
      intervalMs: STEP_MS,
    }).subscribe((packet) => this.packets.push(packet));
    return this;
  }
  end(): void {
    this.watching?.unsubscribe();
  }
  /** The values that are drawn now. */
  values(): unknown[] {
    const [shown] = this.packets.at(-1)?.data.filter(isDataFrame) ?? [];
    return [...(shown?.fields[1]?.values ?? [])];
  }
  notices(): string[] {
    const [shown] = this.packets.at(-1)?.data.filter(isDataFrame) ?? [];
    return (shown?.meta?.notices ?? []).map(({ text }) => text);
  }
}
const rangeOfNow = () => ({ from: dateTime(Date.now() - 300_000), to: dateTime(Date.now()), raw: { from: 'now-5m', to: 'now' } });

/** News of everyone who is followed: from `fromMs` on the series has these values, one a step. */
const sendValues = (fromMs: number, values: readonly (number | null)[], series = 1): void => {
  const times = values.map((_, at) => fromMs + at * STEP_MS);
  const ids = (stream.told.at(-1) ?? []).map(({ id }) => id);
  stream.send('series', {
    ids,
    toMs: times.at(-1) ?? fromMs,
    schemas: [{ series, schema: SCHEMA }],
    tails: [{ series, fromMs, times, values }],
  });
};
const settle = (ms = 500) => vi.advanceTimersByTimeAsync(ms);

describe('live panels', () => {
  it('share one stream, fifty of them, and say together what they follow', async () => {
    const panels = Array.from({ length: 50 }, () => new TestPanel().begin());
    await settle();
    expect(stream.opened).toBe(1);
    expect(stream.told).toHaveLength(1);
    expect(stream.told[0]).toHaveLength(50);
    sendValues(NOW_MS, [3]);
    await settle();
    for (const panel of panels) expect([panel.asked, panel.values()]).toEqual([1, [1, 2, 3]]);
  });

  it('get new points behind those they have, a gap as a gap, and nothing twice', async () => {
    const panel = new TestPanel().begin();
    await settle();
    expect(panel.values()).toEqual([1, 2]);
    sendValues(NOW_MS - STEP_MS, [2.5, 3]); // the last bucket grew
    await settle();
    sendValues(NOW_MS - STEP_MS, [2.5, 3]);
    await settle();
    sendValues(NOW_MS + STEP_MS, [null, 4]);
    await settle();
    expect(panel.values()).toEqual([1, 2.5, 3, null, 4]);
    expect(panel.packets.at(-1)?.state).toBe(LoadingState.Streaming);
    expect(panel.asked).toBe(1);
  });

  it('take news in while their tab is in the background, and draw once when it is looked at', async () => {
    const panel = new TestPanel().begin();
    await settle();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const drawn = panel.packets.length;
    for (let step = 0; step < 10; step += 1) {
      sendValues(NOW_MS + step * STEP_MS, [10 + step]);
      await settle();
    }
    expect(panel.packets.length).toBe(drawn);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(panel.packets.length).toBe(drawn + 1);
    expect(panel.values()).toEqual([1, 2, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('keep what they show when the stream breaks off, say so, and go on where they were', async () => {
    const panel = new TestPanel().begin();
    await settle();
    sendValues(NOW_MS, [3]);
    await settle();
    stream.cut();
    await settle(200);
    expect(panel.values()).toEqual([1, 2, 3]);
    expect(panel.notices().join()).toMatch(/Live values do not come at present/);
    await settle(2000);
    expect(stream.opened).toBe(2);
    expect(stream.told.at(-1)).toMatchObject([{ cursorMs: NOW_MS }]);
    sendValues(NOW_MS, [3, 4]);
    await settle();
    expect(panel.values()).toEqual([1, 2, 3, 4]);
    expect(panel.notices()).toEqual([]);
    expect(panel.asked).toBe(1);
  });

  it('are asked anew by a refresh on the stream that is open, which ends some seconds after the last of them', async () => {
    const panel = new TestPanel().begin();
    await settle();
    panel.end();
    await settle(1000);
    panel.answer = frame([...FIRST, [NOW_MS, 7]]);
    panel.begin();
    await settle();
    expect([panel.asked, stream.opened, panel.values()]).toEqual([2, 1, [1, 2, 7]]);
    panel.end();
    await settle(4000);
    expect(stream.open).toBe(1);
    await settle(2000);
    expect(stream.open).toBe(0);
  });

  it('ask the whole query again when they missed something', async () => {
    const panel = new TestPanel().begin();
    await settle();
    panel.answer = frame([[NOW_MS, 9]]);
    stream.send('missed', { ids: (stream.told.at(-1) ?? []).map(({ id }) => id) });
    await settle(2000);
    expect([panel.asked, panel.values()]).toEqual([2, [9]]);
  });

  it('let go of what slid out of their range', async () => {
    const panel = new TestPanel().begin();
    await settle();
    await settle(295_000);
    sendValues(Date.now(), [5]);
    await settle();
    expect(panel.values()).toEqual([2, 5]);
  });
});
