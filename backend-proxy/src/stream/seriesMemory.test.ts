import { expect, it } from 'vitest';
import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import { SeriesMemory } from './seriesMemory.ts';

const frame = (vm: string, points: readonly [number, number | null][], notices: Notice[] = [], name = vm): Frame => ({
  schema: {
    refId: 'A',
    meta: { type: 'timeseries-multi', typeVersion: [0, 1], notices, executedQueryString: 'changes all the time' },
    fields: [
      { name: 'Time', type: 'time' },
      { name: 'Value', type: 'number', labels: { vm }, config: { displayNameFromDS: name } },
    ],
  },
  data: { values: [points.map(([time]) => time), points.map(([, value]) => value)] },
});
const answer = (frames: readonly Frame[], toMs: number, exactFromMs = 0) => ({ frames, exactFromMs, toMs });
const SILENT: Notice = { severity: 'warning', text: 'dev-b last answered 40 s ago' };

it('says what series are once, and then their new points', () => {
  const memory = new SeriesMemory(false, 0);
  expect(memory.take(answer([frame('a', [[10, 1]]), frame('b', [[10, 2]])], 12))).toMatchObject({
    name: 'series',
    data: { toMs: 12, schemas: [{ series: 1, schema: { fields: [{}, { labels: { vm: 'a' } }] } }, { series: 2 }] },
  });
  const next = memory.take(answer([frame('a', [[10, 1], [20, 3]]), frame('b', [[10, 2]])], 22)); // prettier-ignore
  expect(next?.data).toEqual({ toMs: 22, schemas: [], tails: [{ series: 1, fromMs: 20, times: [20], values: [3] }] });
  expect(memory.take(answer([frame('a', [[10, 1], [20, 3]]), frame('b', [[10, 2]])], 27))).toBeNull(); // prettier-ignore
});

it('keeps a series that left the end of the range, and knows it when it is back', () => {
  const memory = new SeriesMemory(false, 0);
  memory.take(answer([frame('a', [[10, 1]]), frame('b', [[10, 2], [15, null]])], 20)); // prettier-ignore
  // b's point slid out; its gap is too close to the edge to be seen.
  expect(memory.take(answer([frame('a', [[20, 1]])], 30, 20))?.data).toMatchObject({ schemas: [], tails: [{ series: 1, times: [20] }] });
  const back = memory.take(answer([frame('a', [[20, 1]]), frame('b', [[30, 2]])], 32, 22));
  expect(back?.data).toMatchObject({ schemas: [{ series: 3 }], tails: [{ series: 3, fromMs: 30, times: [30], values: [2] }] });
});

it('tells the list of a whole answer, which drops who fell out of the top', () => {
  const memory = new SeriesMemory(true, 0);
  memory.take(answer([frame('a', [[10, 1]]), frame('b', [[10, 2]])], 12));
  expect(memory.take(answer([frame('b', [[10, 2]]), frame('c', [[10, 5], [20, 6]])], 22))?.data).toMatchObject({ order: [2, 3] }); // prettier-ignore
  expect(memory.take(answer([frame('b', [[10, 2], [20, 2]]), frame('c', [[10, 5], [20, 6]])], 24))?.data).not.toHaveProperty('order'); // prettier-ignore
});

it('begins a little before the cursor, because a sample may come late, and not at all when that is not kept', () => {
  const memory = new SeriesMemory(false, 5000);
  const points = Array.from({ length: 21 }, (_, i): [number, number] => [i * 5000, i]);
  memory.take(answer([frame('a', points, [SILENT])], 100_000, 10_000));
  const begun = memory.begin(100_000);
  expect(begun).toMatchObject({ data: { notices: [SILENT], schemas: [{ series: 1 }], tails: [{ series: 1, fromMs: 65_000 }] } });
  expect(memory.begin(10_000)).toMatchObject({ data: { tails: [{ fromMs: 10_000 }] } });
  expect(memory.begin(9999)).toBeNull();
});

it('says notices when they change, and none that only the end of the range would deserve', () => {
  const memory = new SeriesMemory(false, 0);
  const empty = frame('', [], [{ severity: 'info', text: 'CPU busy has no values in this range' }]);
  expect(memory.take(answer([empty], 1))).toBeNull();
  expect(memory.take(answer([frame('a', [[10, 1]], [SILENT])], 12))?.data).toMatchObject({ notices: [SILENT] });
  expect(memory.take(answer([frame('a', [[10, 1]])], 13))?.data).toEqual({ toMs: 13, schemas: [], tails: [], notices: [] });
});

it('says a new name', () => {
  const memory = new SeriesMemory(false, 0);
  memory.take(answer([frame('a', [[10, 1]], [], 'CPU busy')], 12));
  expect(memory.take(answer([frame('a', [[10, 1]], [], 'a')], 13))?.data).toMatchObject({
    schemas: [{ series: 1, schema: { fields: [{}, { config: { displayNameFromDS: 'a' } }] } }],
    tails: [],
  });
});
