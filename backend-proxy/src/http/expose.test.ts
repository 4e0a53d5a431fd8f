import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Refusal } from '@tart-lab/contract/routes.ts';
import { proxyFacts } from '../proxyFacts.ts';
import { frame, labOf, NOW, readingOf } from '../expose/testing.ts';
import { OwnWork } from '../ownWork.ts';
import { ok } from '../result.ts';
import { exposeRoutes } from './expose.ts';

let server: Server;
let historyIsStuck: boolean;

beforeEach(async () => {
  const lab = labOf('dev-w1', 'dev-w2', { name: 'qa-old', state: 'stopped' });
  frame(lab, 'dev-w1', NOW, 'load', [readingOf('node_load1', 0.5)]);
  frame(lab, 'dev-w2', NOW, 'load', [readingOf('node_load1', 0.7)]);
  historyIsStuck = false;
  const stats = () =>
    historyIsStuck ? new Promise<never>(() => undefined) : Promise.resolve(ok({ series: 1, bytes: 4096, oldestMs: NOW }));
  const history = { stats, state: () => ({ state: 'ok', problem: null }) as const, series: () => [] };
  const streams = { stats: () => ({ streams: 0, subscriptions: 0, answers: 0 }) };
  const readFacts = proxyFacts({ history, streams, work: new OwnWork(), version: '1.2.3', now: () => NOW });
  const app = express().set('query parser', 'simple');
  app.use(exposeRoutes({ lab, readFacts, now: () => NOW, intervalMs: () => 5000, periodMs: () => 5000 }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
function send(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end();
  });
}
const textOf = async (path: string, headers?: Record<string, string>): Promise<string> => (await send(path, headers)).body.toString();

it('answers as who asks likes it best, and says so', async () => {
  const plain = await send('/metrics');
  expect(plain.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(plain.headers['vary']).toBe('Accept, Accept-Encoding');
  const open = await send('/metrics', { accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5' });
  expect(open.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(open.body.toString().endsWith('# EOF\n')).toBe(true);
});

it('packs the same page when asked', async () => {
  const packed = await send('/metrics?collect[]=guests', { 'accept-encoding': 'gzip' });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.body).toString()).toBe(await textOf('/metrics?collect[]=guests'));
});

it('gives the parts that are asked for', async () => {
  expect(await textOf('/metrics?collect[]=guests')).not.toContain('tart_vm_info');
  const two = await textOf('/metrics?collect[]=vms&collect[]=proxy');
  expect(two).toContain('tart_vm_info');
  expect(two).toContain('tartlab_build_info{version="1.2.3"} 1');
  expect(two).not.toContain('node_load1');
});

it('gives one VM, without instance, and all that is known of one that does not run', async () => {
  const one = await textOf('/probe?target=dev-w1');
  expect(one).toContain('node_load1{vm="dev-w1",mac="studio",cluster="dev"} 0.5\n');
  expect(one).not.toContain('dev-w2');
  const stopped = await textOf('/probe?target=qa-old');
  expect(stopped).toContain('tart_vm_state{state="stopped",vm="qa-old",mac="studio",cluster="qa"} 1\n');
  expect(stopped).not.toContain('node_');
});

it('does not wait for a history that is busy', async () => {
  historyIsStuck = true;
  const first = await textOf('/metrics?collect[]=proxy');
  expect(first).toContain('tartlab_history_up 1\n');
  expect(first).not.toContain('tartlab_history_bytes');
});

it('tells times where they are asked for', async () => {
  expect(await textOf('/probe?target=dev-w1&timestamps=1')).toContain(`node_load1{vm="dev-w1",mac="studio",cluster="dev"} 0.5 ${NOW}\n`);
});

it.each([
  ['/probe?target=nobody', 404, 'not_found'],
  ['/probe', 400, 'bad_request'],
  ['/probe?target=a&target=b', 400, 'bad_request'],
  ['/metrics?collect[]=all', 400, 'bad_request'],
  ['/metrics?timestamps=yes', 400, 'bad_request'],
])('refuses %s with %i', async (path, status, kind) => {
  const answer = await send(path);
  expect(answer.status).toBe(status);
  expect(Refusal.parse(JSON.parse(answer.body.toString())).problem.kind).toBe(kind);
});

it('answers HEAD without a page, and no other method', async () => {
  const head = await send('/metrics', {}, 'HEAD');
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect((await send('/metrics', {}, 'POST')).status).toBe(405);
});

it('outlives one who leaves half way', async () => {
  const { port } = server.address() as AddressInfo;
  for (let i = 0; i < 20; i++) {
    const sent = request({ host: '127.0.0.1', port, path: '/metrics', agent: false }, (response) => response.destroy());
    sent.on('error', () => undefined).end();
    await once(sent, 'close');
  }
  expect((await send('/metrics')).status).toBe(200);
});
