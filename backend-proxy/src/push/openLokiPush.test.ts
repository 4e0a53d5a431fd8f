import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { openLokiPush, type LokiPush, type LokiPushParts } from './openLokiPush.ts';
import type { PushedUntil } from './pushedUntil.ts';
import { eventOf, eventsFrom, openLokiStandIn, type LokiStandIn } from './testing.ts';

const SECRET = 's3cret-of-the-test';
let loki: LokiStandIn;
let push: LokiPush;
/** All that was reported, each change once. */
let reports: (Problem | null)[];
let mark: number | null;
const until: PushedUntil = {
  read: () => mark,
  write: (atMs) => void (mark = Math.max(mark ?? 0, atMs)),
};

beforeEach(async () => {
  loki = await openLokiStandIn();
  [reports, mark] = [[], null];
  push = open();
});
afterEach(async () => {
  await push.close();
  await loki.close();
});

function open(more: Partial<LokiPushParts> = {}, timeoutMs = 5000): LokiPush {
  const headers = { authorization: `Bearer ${SECRET}`, 'X-Scope-OrgID': 'lab' };
  return openLokiPush({
    server: { url: loki.url, headers, tls: { verify: true }, timeoutMs },
    until,
    report: (problem) => void reports.push(problem),
    gatherMs: 10,
    retryMs: { baseMs: 5, capMs: 20 },
    ...more,
  });
}
async function reopen(more: Partial<LokiPushParts>, timeoutMs?: number): Promise<void> {
  await push.close();
  push = open(more, timeoutMs);
}
/** Waits for what comes by itself. */
async function comes(what: () => boolean): Promise<void> {
  await expect.poll(what, { timeout: 5000, interval: 5 }).toBe(true);
}
const textsFrom = (first: number, last: number): string[] => eventsFrom(first, last).map(({ text }) => text);
const kinds = (): (string | null)[] =>
  reports.map((problem) => problem?.kind ?? null).filter((kind, i, all) => i === 0 || kind !== all[i - 1]);

describe('while Loki takes them', () => {
  it('events of one cycle leave together, with login and tenant, and the time of the newest is remembered', async () => {
    push.push([eventOf(1)]);
    push.push([]);
    push.push(eventsFrom(2, 3));
    await comes(() => loki.taken().length === 3);
    const [only, ...others] = loki.asked;
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      path: '/loki/api/v1/push',
      headers: { authorization: `Bearer ${SECRET}`, 'x-scope-orgid': 'lab', 'content-type': 'application/json' },
    });
    await comes(() => mark === 3000);
    expect(kinds()).toEqual([null]);
  });

  it('many leave in batches, in order, and what comes meanwhile leaves after them', async () => {
    await reopen({ mostInABatch: 100 });
    push.push(eventsFrom(1, 250));
    await comes(() => loki.asked.length > 0);
    push.push(eventsFrom(251, 260));
    await comes(() => loki.taken().length === 260);
    expect(loki.taken()).toEqual(textsFrom(1, 260));
    const sizes = loki.asked.map(({ pushed }) => pushed.streams.flatMap(({ values }) => values).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(260);
    expect(Math.max(...sizes)).toBe(100);
  });

  it('an event that comes the moment the last batch is acknowledged is not forgotten', async () => {
    await reopen({ report: () => loki.taken().length === 1 && queueMicrotask(() => push.push([eventOf(2)])) });
    push.push([eventOf(1)]);
    await comes(() => loki.taken().length === 2);
  });
});

describe('what Loki may take later is sent again, in order', () => {
  it('after the pause that a 429 names', async () => {
    loki.answer({ status: 429, text: 'ingestion rate limit exceeded', headers: { 'retry-after': '1' } });
    push.push(eventsFrom(1, 2));
    await comes(() => loki.taken().length === 2);
    const [first, second] = loki.asked;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThan(950);
    expect(loki.taken()).toEqual(textsFrom(1, 2));
    await comes(() => reports.at(-1) === null);
    expect(kinds()).toEqual(['loki_unreachable', null]);
    expect(reports[0]).toMatchObject({ target: loki.url, detail: 'HTTP 429: ingestion rate limit exceeded' });
  });

  it('after a 5xx, and after an answer that does not come in time', async () => {
    await reopen({}, 150);
    loki.answer({ status: 503 }, 'hang', { status: 500, text: 'no ingester' });
    push.push([eventOf(1)]);
    await comes(() => loki.taken().length === 1);
    await comes(() => reports.at(-1) === null);
    expect(reports.flatMap((problem) => problem?.detail ?? [])).toEqual([
      'HTTP 503: no text',
      'no answer within 0.15 s',
      'HTTP 500: no ingester',
    ]);
  });

  it('when it is away and comes back', async () => {
    const { port } = new URL(loki.url);
    await loki.close();
    push.push([eventOf(1)]);
    await comes(() => reports.length > 2);
    expect(reports[0]).toMatchObject({ kind: 'loki_unreachable', detail: expect.stringContaining('ECONNREFUSED') });
    push.push(eventsFrom(2, 3));
    loki = await openLokiStandIn(Number(port));
    await comes(() => loki.taken().length === 3);
    expect(loki.taken()).toEqual(textsFrom(1, 3));
    await comes(() => reports.at(-1) === null);
  });

  it.each([
    [401, 'no org id'],
    [403, 'forbidden'],
    [404, 'page not found'],
    [302, ''],
  ])('when the login or the address is put right: HTTP %i', async (status, text) => {
    loki.answer({ status, text }, { status, text });
    push.push([eventOf(1)]);
    await comes(() => loki.taken().length === 1);
    await comes(() => reports.at(-1) === null);
    expect(kinds()).toEqual(['loki_refused', null]);
    expect(mark).toBe(1000);
  });
});

it('what Loki refuses for itself is left out and told, and the next goes on', async () => {
  loki.answer({ status: 400, text: 'entry too far behind' });
  push.push(eventsFrom(1, 2));
  await comes(() => reports.length === 1);
  expect(reports[0]).toMatchObject({
    kind: 'loki_refused',
    detail: 'HTTP 400: entry too far behind; of 2 events some or all are left out',
  });
  push.push([eventOf(3)]);
  await comes(() => loki.taken().length === 1);
  expect(loki.taken()).toEqual(['event 3']);
  await comes(() => reports.at(-1) === null);
  expect(mark).toBe(3000);
});

it('TLS asked of a server that has none is told as refused, and no event is lost', async () => {
  const url = loki.url.replace('http:', 'https:');
  await reopen({ server: { url, headers: {}, tls: { verify: true }, timeoutMs: 5000 } });
  push.push([eventOf(1)]);
  await comes(() => reports.length > 0);
  expect(reports[0]).toMatchObject({ kind: 'loki_refused', target: url });
  expect(mark).toBeNull();
});

it('no more wait than may: the oldest go, and are told until the proxy ends', async () => {
  await reopen({ mostWaiting: 5 });
  loki.answer(...Array.from({ length: 3 }, () => ({ status: 503 })));
  push.push(eventsFrom(1, 12));
  await comes(() => loki.taken().length === 5);
  expect(loki.taken()).toEqual(textsFrom(8, 12));
  await comes(() => reports.at(-1)?.kind === 'loki_lost');
  expect(reports[0]?.detail).toContain('7 events went unsent');
  push.push([eventOf(13)]);
  await comes(() => loki.taken().length === 6);
  await comes(() => reports.length >= 5);
  expect(reports.at(-1)).toMatchObject({ kind: 'loki_lost', detail: '7 events went unsent, as more than 5 waited for Loki' });
});

describe('the end', () => {
  it('sends what is left at once, without waiting for more', async () => {
    await reopen({ gatherMs: 60_000 });
    push.push(eventsFrom(1, 3));
    await push.close();
    expect(loki.taken()).toEqual(textsFrom(1, 3));
    expect(mark).toBe(3000);
    push.push([eventOf(4)]);
    expect(loki.asked).toHaveLength(1);
  });

  it('does not wait for a Loki that fails, nor wake from a long pause to try again and again', async () => {
    await reopen({ retryMs: { baseMs: 60_000, capMs: 60_000 } });
    loki.answer(...Array.from({ length: 9 }, () => ({ status: 503, headers: { 'retry-after': '60' } })));
    push.push([eventOf(1)]);
    await comes(() => reports.length > 0);
    const startMs = performance.now();
    await push.close();
    expect(performance.now() - startMs).toBeLessThan(1500);
    expect(loki.asked).toHaveLength(2);
    expect(mark).toBeNull();
  });

  it('leaves a Loki that does not answer after two seconds', async () => {
    loki.answer('hang', 'hang');
    push.push([eventOf(1)]);
    await comes(() => loki.asked.length === 1);
    const startMs = performance.now();
    await push.close();
    expect(performance.now() - startMs).toBeLessThan(4000);
    expect(mark).toBeNull();
  });
});

it('tells no secret, whatever goes wrong', async () => {
  loki.answer({ status: 401, text: 'wrong login' }, { status: 400, text: 'bad line' });
  push.push([eventOf(1)]);
  await comes(() => reports.length >= 2);
  const { port } = new URL(loki.url);
  await loki.close();
  push.push([eventOf(2)]);
  await comes(() => reports.length >= 3);
  loki = await openLokiStandIn(Number(port));
  expect(JSON.stringify(reports)).not.toContain(SECRET);
  expect(reports.every((problem) => problem === null || problem.advice !== '')).toBe(true);
});
