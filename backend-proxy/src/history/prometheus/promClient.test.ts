import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VectorData } from './promAnswers.ts';
import { openPrometheusClient, type PrometheusClient } from './promClient.ts';

type Handler = (body: string, req: IncomingMessage, res: ServerResponse) => void;
const SECRET = 'Bearer s3cret-of-the-test';
let handle: Handler;
let server: Server;
let client: PrometheusClient;
let url: string;

beforeEach(async () => {
  server = createServer((req, res) => void text(req).then((body) => handle(body, req, res)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus/`;
  client = open(url);
});
afterEach(() => {
  client.close();
  server.closeAllConnections();
  server.close();
});

const open = (at: string, timeoutMs = 5000): PrometheusClient =>
  openPrometheusClient({ url: at, headers: { authorization: SECRET, 'X-Scope-OrgID': 'lab' }, tls: { verify: true }, timeoutMs });
const ask = (of = client) => of.ask('query', new URLSearchParams({ query: 'up' }), VectorData, 'try');
const replies =
  (status: number, body: string): Handler =>
  (_body, _req, res) =>
    void res.writeHead(status).end(body);
const refusal = (errorType: string, error: string): string => JSON.stringify({ status: 'error', errorType, error });
const kindOf = async (of = client): Promise<string> => {
  const answer = await ask(of);
  if (answer.ok) return 'ok';
  expect(JSON.stringify(answer.error)).not.toContain('s3cret');
  expect(answer.error.advice).not.toBe('');
  expect(answer.error.target).toBe(url.replace(/\/$/, ''));
  return answer.error.kind;
};

it('posts a question with login and tenant below the server’s path, and gives its answer with warnings', async () => {
  let seen: unknown;
  handle = (body, req, res) => {
    seen = [req.method, req.url, req.headers.authorization, req.headers['x-scope-orgid'], body];
    res.end(JSON.stringify({ status: 'success', warnings: ['a store is away'], data: { resultType: 'vector', result: [] } }));
  };
  expect(await ask()).toEqual({ ok: true, value: { data: { resultType: 'vector', result: [] }, warnings: ['a store is away'] } });
  expect(seen).toEqual(['POST', '/prometheus/api/v1/query', SECRET, 'lab', 'query=up']);
});

describe('what goes wrong', () => {
  // As Prometheus 2.42, Mimir and Thanos word it.
  it.each([
    ['prometheus_limited', 422, refusal('execution', 'query processing would load too many samples into memory in query execution')],
    [
      'prometheus_limited',
      400,
      refusal('bad_data', 'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution'),
    ],
    [
      'prometheus_limited',
      422,
      refusal('execution', 'the query exceeded the maximum number of series (limit: 100000 series) (err-mimir-max-series-per-query)'),
    ],
    [
      'prometheus_limited',
      422,
      refusal('bad_data', 'the total query time range exceeds the limit (query length: 721h0m0s, limit: 720h0m0s)'),
    ],
    ['prometheus_limited', 429, 'too many outstanding requests'],
    ['prometheus_timed_out', 503, refusal('timeout', 'query timed out in expression evaluation')],
    ['prometheus_timed_out', 504, 'gateway time-out'],
    ['prometheus_auth_failed', 401, 'no org id'],
    ['prometheus_auth_failed', 403, '<html>forbidden</html>'],
    ['prometheus_failed', 422, refusal('execution', 'expanding series: no such block')],
    ['prometheus_failed', 500, 'oops'],
    ['prometheus_unreadable', 404, '404 page not found'],
    ['prometheus_unreadable', 200, '<html>please sign in</html>'],
    ['prometheus_unreadable', 302, ''],
    ['prometheus_unreadable', 200, JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '1'] } })],
  ])('is %s for HTTP %i %s', async (kind, status, body) => {
    handle = replies(status, body);
    expect(await kindOf()).toBe(kind);
  });

  it('is a time-out when there is no answer, or half of one, in time', async () => {
    const impatient = open(url, 50);
    handle = () => undefined;
    expect(await kindOf(impatient)).toBe('prometheus_timed_out');
    handle = (_body, _req, res) => void res.write('{"status":');
    expect(await kindOf(impatient)).toBe('prometheus_timed_out');
    impatient.close();
  });

  it('is unreachable when nobody listens, when the connection breaks and when the proxy stops', async () => {
    handle = (_body, req) => void req.socket.destroy();
    expect(await kindOf()).toBe('prometheus_unreachable');
    handle = () => undefined;
    const waiting = kindOf();
    client.close();
    expect(await waiting).toBe('prometheus_unreachable');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const late = open(url);
    expect(await kindOf(late)).toBe('prometheus_unreachable');
    late.close();
  });

  it('is a matter of TLS when HTTPS is asked of a server that has none', async () => {
    const secure = openPrometheusClient({ url: url.replace('http:', 'https:'), headers: {}, tls: { verify: true }, timeoutMs: 5000 });
    const answer = await ask(secure);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'prometheus_tls_failed' } });
    secure.close();
  });
});

it('asks eight at once, the others after them', async () => {
  let [open_, most] = [0, 0];
  const waiting: (() => void)[] = [];
  handle = (_body, _req, res) => {
    most = Math.max(most, ++open_);
    waiting.push(() => {
      open_--;
      res.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } }));
    });
    if (waiting.length === 8) setImmediate(() => waiting.splice(0).forEach((go) => go()));
  };
  const answers = await Promise.all(Array.from({ length: 16 }, () => ask()));
  expect(answers.every((answer) => answer.ok)).toBe(true);
  expect(most).toBe(8);
});
