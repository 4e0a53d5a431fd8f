import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { METRICS } from '@tart-lab/contract/metrics.ts';
import { QueryResponse } from '@tart-lab/contract/query.ts';
import { Catalog, Health, Refusal, Snapshot, Values } from '@tart-lab/contract/routes.ts';
import { createApp } from './app.ts';
import { proxyFacts } from './proxyFacts.ts';
import { OwnWork } from './ownWork.ts';
import { reportOf, sampleOf, testDeps, vmOf } from './testing.ts';
import { ok } from './result.ts';
import { StreamHub } from './stream/hub.ts';

const NOW = 1_700_000_100_000;
const TOKEN = 'correct-horse-battery';
const CPU = 'tart_vm_cpu_busy_ratio';
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}
let deps: ReturnType<typeof testDeps>;
let server: Server;
let logged: unknown[];
let work: OwnWork;
let failing = false;

async function serve(token: string | null): Promise<void> {
  deps = testDeps(
    NOW,
    [vmOf('dev-master'), vmOf('dev-worker1'), vmOf('qa-old', { state: 'stopped' })],
    [sampleOf(CPU, 'dev-master', NOW, 0.5)],
  );
  deps.lab.applyReport(reportOf('dev-master', NOW), [sampleOf(CPU, 'dev-master', NOW, 0.5)]);
  const stats = () =>
    failing ? Promise.reject(new Error(`disk ${TOKEN}`)) : Promise.resolve(ok({ series: 1, bytes: 4096, oldestMs: NOW }));
  const history = { ...deps.history, series: () => [], stats, state: () => ({ state: 'ok', problem: null }) as const };
  const about = { version: '1.2.3', macs: ['studio'], engine: 'sqlite' };
  work = new OwnWork();
  const log = { error: (entry: unknown) => void logged.push(entry) };
  const streams = new StreamHub({ queries: deps, cycleMs: 5000, log });
  server = createServer(
    createApp({
      ...deps,
      history,
      streams,
      about,
      readFacts: proxyFacts({ history, streams, work, version: about.version, now: deps.now }),
      noteAnswer: (status) => work.noteAnswer(status),
      periodMs: () => 5000,
      guard: { token, hosts: ['192.168.64.1'] },
      log,
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
}
beforeEach(async () => {
  logged = [];
  failing = false;
  await serve(TOKEN);
});
afterEach(() => stop());
async function stop(): Promise<void> {
  server.close();
  await once(server, 'close');
  deps.close();
}

/** Sends a path as it is written, which fetch would tidy. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const authorization = { authorization: `Bearer ${TOKEN}` };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...authorization, ...headers }, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject).end(body);
  });
}
const get = (path: string, headers?: Record<string, string>): Promise<Answer> => send('GET', path, headers);
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  send('POST', '/api/v1/query', { 'content-type': 'application/json', ...headers }, typeof body === 'string' ? body : JSON.stringify(body));
const problemOf = ({ text }: Answer) => Refusal.parse(JSON.parse(text)).problem;
const resultsOf = ({ text }: Answer) => QueryResponse.parse(JSON.parse(text)).results;
const envelope = (...queries: unknown[]) => ({ from: NOW - 60_000, to: NOW, queries });

it('answers series, tables and events in one request, each under its refId', async () => {
  const answer = await post(
    envelope({ kind: 'metric', refId: 'A', metric: CPU }, { kind: 'table', refId: 'B', table: 'vms' }, { kind: 'events', refId: 'C' }),
  );
  expect(answer.status).toBe(200);
  const results = resultsOf(answer);
  expect(results['A']?.frames[0]?.data.values).toEqual([[NOW], [0.5]]);
  expect(results['B']?.frames[0]?.data.values[0]).toEqual(['dev-master', 'dev-worker1', 'qa-old']);
  expect(results['C']?.frames[0]?.schema.meta).toMatchObject({ type: 'log-lines', preferredVisualisationType: 'logs' });
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  expect(answer.headers).not.toHaveProperty('x-powered-by');
});

it('lets a bad query fail alone, with the path of its field', async () => {
  const bad = { kind: 'metric', refId: 'B', metric: CPU, vms: ['a', 'b', 'c', 7] };
  const results = resultsOf(
    await post(envelope({ kind: 'table', refId: 'A', table: 'vms' }, bad, { kind: 'metric', refId: '__proto__', metric: 'x' })),
  );
  expect(results['A']?.status).toBe(200);
  expect(results['B']).toMatchObject({ status: 400, frames: [], error: expect.stringContaining('queries[1].vms[3]: ') });
  const { text } = await post(envelope({ kind: 'metric', refId: '__proto__', metric: 'x' }));
  expect(text).toContain('"__proto__":{"status":400');
  expect(text).toContain('unknown_metric');
});

it('cuts a range that is too long and says so', async () => {
  const results = resultsOf(await post({ ...envelope({ kind: 'metric', refId: 'A', metric: CPU }), from: 0, intervalMs: 60_000 }));
  expect(results['A']?.frames[0]?.schema.meta?.notices?.[0]?.text).toBe('The range was cut to its last 400 days');
  expect(results['A']?.frames[0]?.data.values[1]).toContain(0.5);
});

it.each([
  ['no object', '[]', 'body: '],
  ['a number', '7', 'body: '],
  ['nothing', '', 'from: '],
  ['broken JSON', '{"from": 1,', 'no valid JSON'],
  ['from after to', { from: 2, to: 1, queries: [] }, 'from: 2 is later than to, 1'],
  ['a fraction', { from: 0.5, to: 1, queries: [] }, 'from: '],
  ['an unknown key', { from: 0, to: 1, queries: [], colour: 1 }, 'colour'],
  ['a query without refId', envelope({ kind: 'metric' }), 'queries[0].refId: '],
  ['a refId twice', envelope({ refId: 'A' }, { refId: 'A' }), 'queries[1].refId: "A" is used twice'],
])('refuses %s with the place in it', async (_, body, detail) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(problemOf(answer)).toMatchObject({ kind: 'bad_request', detail: expect.stringContaining(detail) });
});

it('never repeats the body that it could not read', async () => {
  expect((await post('{"token": hunter2}')).text).not.toContain('hunter2');
});

it('refuses a body that is too large, of another type, or in a character set it does not know', async () => {
  const tooLarge = await post(JSON.stringify({ ...envelope(), padding: 'x'.repeat(1_100_000) }));
  expect([tooLarge.status, problemOf(tooLarge).kind]).toEqual([413, 'too_large']);
  expect((await send('POST', '/api/v1/query', { 'content-type': 'text/plain' }, '{}')).status).toBe(415);
  expect((await post('{}', { 'content-type': 'application/json; charset=klingon' })).status).toBe(415);
});

it('asks for the token on /api, and tells a missing one from a wrong one', async () => {
  expect((await get('/healthz', { authorization: '' })).status).toBe(200);
  const missing = await get('/api/v1/health', { authorization: '' });
  expect([missing.status, problemOf(missing).kind]).toEqual([403, 'token_required']);
  const wrong = await get('/api/v1/health', { authorization: 'Bearer wrong' });
  expect([wrong.status, problemOf(wrong).kind]).toEqual([403, 'token_wrong']);
  expect((await get('/api/v1/nowhere', { authorization: '' })).status).toBe(403);
  expect((await get('/api', { authorization: '' })).status).toBe(403);
});

it('asks for the token before /metrics and /probe too, and never to see whether the proxy is alive or ready', async () => {
  for (const path of ['/metrics', '/probe?target=dev-master']) {
    expect((await get(path, { authorization: '' })).status).toBe(403);
    expect((await get(path)).status).toBe(200);
  }
  expect((await get('/readyz', { authorization: '' })).status).toBe(503);
});

it('refuses a token in the address without repeating it', async () => {
  const answer = await get(`/api/v1/health?token=${TOKEN}`);
  expect([answer.status, problemOf(answer).kind]).toEqual([400, 'bad_request']);
  expect(answer.text).not.toContain(TOKEN);
  expect(logged).toEqual([]);
});

it.each([
  '/api/v1/../v1/health',
  '/api/v1/%2e%2e/health',
  '//api/v1/health',
  '/api//v1/health',
  '/api%2fv1/health',
  '/api/v1/health/',
  '/API/v1/health',
  '/',
  '/metrics2',
  '/api/v1/values/%2e%2e',
])('finds nothing at %s', async (path) => {
  const answer = await get(path);
  expect([answer.status, problemOf(answer).kind]).toEqual([404, 'not_found']);
});

it('answers nonsense with a refusal, never with a fault', async () => {
  expect((await get('/api/v1/values/%zz')).status).toBe(400);
  expect((await get('/api/v1/values/colours')).status).toBe(404);
  expect((await get('/api/v1/values/vms?limit=many')).status).toBe(400);
  expect((await get('/api/v1/values/vms?vm=%2F(%2F')).status).toBe(400);
  const method = await send('DELETE', '/api/v1/query');
  expect([method.status, method.headers.allow]).toEqual([405, 'POST']);
  expect((await send('POST', '/api/v1/health')).status).toBe(405);
});

it('says internal, and no more, of a fault of its own', async () => {
  failing = true;
  const answer = await get('/api/v1/health');
  expect([answer.status, problemOf(answer).kind]).toEqual([500, 'internal']);
  expect(answer.text).not.toMatch(/battery|\.ts:/);
  expect(logged).toHaveLength(1);
});

it('is ready after the first cycle', async () => {
  const before = await get('/readyz');
  expect([before.status, problemOf(before).kind]).toEqual([503, 'not_ready']);
  deps.lab.markReady();
  expect((await get('/readyz')).status).toBe(200);
});

it('tells its health, catalogue, choices and the whole lab by the contract', async () => {
  const health = Health.parse(JSON.parse((await get('/api/v1/health')).text));
  expect(health).toMatchObject({
    version: '1.2.3',
    vms: { up: 1, total: 2, stopped: 1 },
    macs: { up: 1, total: 1 },
    history: { bytes: 4096, state: 'ok' },
  });
  expect(Catalog.parse(JSON.parse((await get('/api/v1/catalog')).text)).metrics).toHaveLength(METRICS.length);
  const vms = Values.parse(JSON.parse((await get('/api/v1/values/vms?cluster=dev&search=WORK')).text));
  expect(vms).toEqual({ values: [{ value: 'dev-worker1', label: 'dev-worker1', description: '192.168.64.2' }], total: 1 });
  expect(Values.parse(JSON.parse((await get('/api/v1/values/clusters?limit=1')).text))).toMatchObject({ total: 2 });
  const snapshot = Snapshot.parse(JSON.parse((await get('/api/v1/snapshot')).text));
  expect(snapshot.vms.map(({ name, up, metrics }) => [name, up, metrics])).toEqual([
    ['dev-master', true, { [CPU]: 0.5 }],
    ['dev-worker1', false, {}],
    ['qa-old', false, {}],
  ]);
});

it('has flows taken in before it answers about them, and for a page of Prometheus without wanting more', async () => {
  const { flowDemand } = deps.lab;
  const wanted = vi.spyOn(flowDemand, 'want');
  const taken = vi.spyOn(flowDemand, 'takeIn');
  const ask = (query: object) =>
    post({ from: NOW - 60_000, to: NOW, maxDataPoints: 100, intervalMs: 1000, queries: [{ refId: 'A', ...query }] });
  await ask({ kind: 'table', table: 'vms' });
  expect(wanted).not.toHaveBeenCalled();
  await ask({ kind: 'flows', view: 'graph' });
  expect(wanted).toHaveBeenCalledOnce();
  expect(taken).not.toHaveBeenCalled();
  await get('/metrics');
  expect(taken).toHaveBeenCalledOnce();
  expect(wanted).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});

it('without a token, refuses names and pages that are not its own', async () => {
  await stop();
  await serve(null);
  const status = async (headers: Record<string, string>) => (await get('/api/v1/health', { authorization: '', ...headers })).status;
  expect(await status({})).toBe(200);
  expect(await status({ host: 'localhost:4100' })).toBe(200);
  expect(await status({ host: '192.168.64.1:4100' })).toBe(200);
  expect(await status({ host: 'evil.example:4100' })).toBe(403);
  expect(await status({ host: '127.0.0.1.evil.example' })).toBe(403);
  expect(await status({ origin: 'https://evil.example' })).toBe(403);
  expect(await status({ origin: 'null' })).toBe(403);
  expect(await status({ origin: 'http://localhost:3000' })).toBe(200);
});
