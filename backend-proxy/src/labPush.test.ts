import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LabEvent } from '@tart-lab/contract/event.ts';
import type { ServerConfig } from './config/config.ts';
import { openLabPush, type LabPush } from './labPush.ts';
import { LabState } from './live/labState.ts';
import { openLog } from './log.ts';
import { eventOf, eventsFrom, openLokiStandIn, type LokiStandIn } from './push/testing.ts';
import { fail, ok } from './result.ts';
import { historyFailed } from './store/historyProblems.ts';

const NOW_MS = 100_000;
let dir = '';
let loki: LokiStandIn;
let lab: LabState;
let kept: LabEvent[];
let wanted: number[];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-push-'));
  loki = await openLokiStandIn();
  lab = new LabState(() => NOW_MS);
  [kept, wanted] = [[], []];
});
afterEach(async () => {
  await loki.close();
  rmSync(dir, { recursive: true });
});

const tls = { ca: undefined, cert: undefined, key: undefined, serverName: undefined, verify: true };
const server = (): ServerConfig => ({ url: loki.url, headers: {}, tls, timeoutMs: 5000 });
/** A history that has the events that were kept, and gives the newest first as the file does. */
const history = {
  events: ({ fromMs, toMs }: { fromMs: number; toMs: number }) => {
    wanted.push(fromMs);
    const found = kept.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).map((event, id) => ({ ...event, id }));
    return Promise.resolve(ok(found.reverse()));
  },
};
const open = (at: ServerConfig | null = server(), from = history): Promise<LabPush> =>
  openLabPush({ loki: at, stateDir: dir }, { lab, history: from, log: openLog('silent'), now: () => NOW_MS });

it('sends nothing and reads nothing unless the configuration names a Loki', async () => {
  const push = await open(null);
  push.push([eventOf(1)]);
  await push.close();
  expect([loki.asked, wanted]).toEqual([[], []]);
});

it('sends nothing that was before its first start', async () => {
  kept = eventsFrom(1, 50);
  const push = await open();
  await push.close();
  expect([loki.asked, wanted]).toEqual([[], []]);
});

it('after a restart sends what Loki has not, also when Loki never took anything, and once more the minute before', async () => {
  const first = await open();
  loki.answer({ status: 503 }, { status: 503 });
  first.push([eventOf(101), eventOf(102)]);
  await first.close();
  expect(loki.taken()).toEqual([]);
  loki.answer();

  kept = [...eventsFrom(30, 50), ...eventsFrom(95, 99)];
  const second = await open();
  await second.close();
  expect(wanted).toEqual([NOW_MS - 60_000]);
  expect(loki.taken()).toEqual([...eventsFrom(40, 50), ...eventsFrom(95, 99)].map(({ text }) => text));
});

it('goes on without what it cannot read of the past', async () => {
  await (await open()).close();
  const broken = { events: () => Promise.resolve(fail(historyFailed('history.db', 'read the history', 'disk I/O error'))) };
  const push = await openLabPush({ loki: server(), stateDir: dir }, { lab, history: broken, log: openLog('silent'), now: () => NOW_MS });
  push.push([eventOf(99)]);
  await push.close();
  expect(loki.taken()).toEqual(['event 99']);
});

it('has its problem among the lab’s own until Loki answers', async () => {
  loki.answer({ status: 401, text: 'no org id' });
  const push = await open();
  push.push([eventOf(99)]);
  await expect.poll(() => lab.problems().map(({ kind }) => kind), { timeout: 5000 }).toEqual(['loki_refused']);
  await expect.poll(() => lab.problems(), { timeout: 5000 }).toEqual([]);
  await push.close();
});
