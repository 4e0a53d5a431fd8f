import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLokiStandIn, type LokiStandIn } from '../push/testing.ts';
import { checkLoki } from './checkLoki.ts';
import { toCheckText } from './checkReport.ts';

const SECRET = 's3cret-of-the-test';
let loki: LokiStandIn;
beforeEach(async () => {
  loki = await openLokiStandIn();
});
afterEach(() => loki.close());

const tls = { ca: undefined, cert: undefined, key: undefined, serverName: undefined, verify: true };
const check = () => checkLoki({ url: loki.url, headers: { authorization: `Bearer ${SECRET}` }, tls, timeoutMs: 2000 });

it('has no line where events stay with the proxy', async () => {
  expect(await checkLoki(null)).toEqual([]);
});

it('says which Loki takes our events, and leaves nothing there', async () => {
  expect(await check()).toEqual([{ target: 'Loki', ok: true, text: 'Loki 3.5.1 takes the proxy’s events' }]);
  expect(loki.asked[0]).toMatchObject({ headers: { authorization: `Bearer ${SECRET}` }, pushed: { streams: [] } });
  expect(loki.taken()).toEqual([]);
});

it('is content with one that takes even an empty push', async () => {
  loki.answer({ status: 204 });
  expect(await check()).toMatchObject([{ ok: true }]);
});

it.each([
  [{ status: 401, text: 'no org id' }, 'loki_refused: HTTP 401: no org id'],
  [{ status: 404, text: 'page not found' }, 'loki_refused: HTTP 404: page not found'],
  [{ status: 400, text: 'another program' }, 'loki_refused: HTTP 400: another program'],
  [{ status: 503, text: 'starting' }, 'loki_unreachable: HTTP 503: starting'],
  ['hang' as const, 'loki_unreachable: no answer within 2 s'],
])('names what is wrong when it answers %j', async (answer, told) => {
  loki.answer(answer);
  const text = toCheckText(await check());
  expect(text).toMatch(/^FAIL {2}Loki {2}stops at: Loki/);
  expect(text).toContain(told);
  expect(text).toMatch(/next: \S/);
  expect(text).not.toContain(SECRET);
});

it('names one that is not there', async () => {
  await loki.close();
  const text = toCheckText(await check());
  expect(text).toContain('loki_unreachable: connect ECONNREFUSED');
  loki = await openLokiStandIn();
});
