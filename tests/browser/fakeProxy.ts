import { createServer, type IncomingMessage } from 'node:http';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { findMetric, METRICS } from '@tart-lab/contract/metrics.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { Query, QueryRequest, type QueryResult, type TableQuery } from '@tart-lab/contract/query.ts';
import type { Health, Values } from '@tart-lab/contract/routes.ts';
import { flowFrames } from './fakeFlows.ts';

export const TOKEN = 'a-token-for-the-browser-tests';
const VMS = ['dev-master', 'dev-worker1', 'prod-master', 'prod-worker1'];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  clusters: ['dev', 'prod'],
  vms: VMS,
  macs: ['studio'],
  nodes: ['dev-master', 'dev-worker1'],
  namespaces: ['demo', 'kube-system'],
  workloads: ['httpbin', 'nginx-web', 'redis'],
  pods: ['httpbin-5f7c-x2x2x', 'nginx-web-7d4b-abcde', 'redis-0'],
  hpas: ['httpbin', 'nginx-web'],
  devices: ['enp0s1', 'cilium_host'],
  mountpoints: ['/', '/boot/efi'],
};

export interface FakeProxy {
  readonly url: string;
  /** The bodies of the queries that came, oldest first. */
  readonly asked: QueryRequest[];
  /** What every request but those of the health check carried as its Authorization header. */
  readonly authorizations: (string | undefined)[];
  close(): Promise<void>;
}

/**
 * Answers as the proxy of a small lab does: four VMs of two clusters, one of them silent for a while, and what their networks carry. It speaks the
 * contract and wants `TOKEN`.
 */
export async function openFakeProxy(): Promise<FakeProxy> {
  const asked: QueryRequest[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://proxy');
      authorizations.push(request.headers.authorization);
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return answer(403, { problem: WRONG_TOKEN });
      if (url.pathname === '/api/v1/health') return answer(200, health());
      if (url.pathname === '/api/v1/catalog') return answer(200, { metrics: METRICS });
      if (url.pathname.startsWith('/api/v1/values/')) return answer(200, values(url));
      if (url.pathname !== '/api/v1/query') return answer(404, { problem: { ...WRONG_TOKEN, kind: 'not_found' } });
      const body = QueryRequest.parse(JSON.parse(await bodyOf(request)));
      asked.push(body);
      const results = body.queries.map((query) => [query.refId, resultOf(Query.parse(query), body)] as const);
      answer(200, { results: Object.fromEntries(results) });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake proxy listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function health(): Health {
  return {
    version: '0.1.0',
    vms: { up: 3, total: 4, stopped: 1 },
    clusters: { up: 2, total: 2 },
    macs: { up: 1, total: 1 },
    problems: [SILENT],
    history: { engine: 'sqlite', state: 'ok', series: 200, bytes: 1_000_000, oldestMs: null },
    nowMs: Date.now(),
  };
}

function values(url: URL): Values {
  const clusters = url.searchParams.getAll('cluster');
  const kind = url.pathname.split('/').pop() ?? '';
  const names = (CHOICES[kind] ?? []).filter(
    (name) => kind !== 'vms' || clusters.length === 0 || clusters.some((one) => name.startsWith(one)),
  );
  return { values: names.map((name) => ({ value: name, label: name })), total: names.length };
}

function resultOf(query: Query, { from, to }: QueryRequest): QueryResult {
  if (query.kind === 'table') return { status: 200, frames: [query.table === 'pods' ? pods(query) : ports(query.refId)] };
  if (query.kind === 'flows') return { status: 200, frames: flowFrames(query, from, to) };
  if (query.kind === 'events') return { status: 200, frames: [events(query.refId, to)] };
  const metric = findMetric(query.metric);
  if (!metric) {
    const problem: Problem = {
      kind: 'unknown_metric',
      target: query.metric,
      doing: 'find the metric',
      detail: `there is no metric "${query.metric}"`,
      advice: 'Choose a metric of the catalogue',
    };
    return { status: 400, frames: [], error: problem.detail, problem };
  }
  const vms = VMS.filter((vm) => query.vms.length === 0 || query.vms.some((one) => vm === one || vm.startsWith(one.replace(/\*$/, ''))));
  const { unit, min, max, decimals } = metric;
  return {
    status: 200,
    frames: vms.map((vm, index) => ({
      schema: {
        refId: query.refId,
        meta: {
          type: 'timeseries-multi',
          typeVersion: [0, 1],
          ...(vm === 'dev-worker1' ? { notices: [{ severity: 'warning', text: 'dev-worker1 last answered 40 s ago' }] } : {}),
        },
        fields: [
          { name: 'Time', type: 'time' },
          { name: 'Value', type: 'number', labels: { vm }, config: { unit, min, max, decimals, interval: 5000, displayNameFromDS: vm } },
        ],
      },
      data: { values: wave(from, to, index, vm === 'dev-worker1', max ?? 100) },
    })),
  };
}

/** A value every 5 s; the silent VM's line has a gap in the middle of the range. */
function wave(from: number, to: number, index: number, silent: boolean, max: number): (number | null)[][] {
  const times: number[] = [];
  for (let atMs = Math.ceil(from / 5000) * 5000; atMs <= to; atMs += 5000) times.push(atMs);
  const inGap = (atMs: number): boolean => silent && atMs > from + (to - from) * 0.45 && atMs < from + (to - from) * 0.6;
  return [times, times.map((atMs) => (inGap(atMs) ? null : max * (0.2 + 0.15 * index + 0.1 * Math.sin(atMs / 40_000 + index))))];
}

const ports = (refId: string): Frame => ({
  schema: {
    refId,
    name: 'ports',
    fields: [
      { name: 'vm', type: 'string', config: { displayNameFromDS: 'VM' } },
      { name: 'port', type: 'number', config: { displayNameFromDS: 'Port', unit: 'none' } },
      { name: 'process', type: 'string', config: { displayNameFromDS: 'Process' } },
    ],
  },
  data: { values: [VMS, [22, 30080, 6443, 22], ['sshd', null, 'kube-apiserver', 'sshd']] },
});

const POD_COLUMNS = [
  ['pod', 'Pod', ['httpbin-5f7c-x2x2x', 'nginx-web-7d4b-abcde', 'redis-0']],
  ['status', 'Status', ['Running', 'CrashLoopBackOff', 'Running']],
  ['namespace', 'Namespace', ['demo', 'demo', 'demo']],
  ['qos', 'QoS class', ['Burstable', 'Burstable', 'BestEffort']],
] as const;

/** The picked columns, else the usual ones: all but the last. It tells all that there are. */
function pods({ refId, columns }: TableQuery): Frame {
  const picked = columns.flatMap((id) => POD_COLUMNS.filter(([column]) => column === id));
  const shown = picked.length > 0 ? picked : POD_COLUMNS.slice(0, -1);
  return {
    schema: {
      refId,
      name: 'pods',
      meta: { preferredVisualisationType: 'table', custom: { columns: POD_COLUMNS.map(([id, title]) => ({ id, title })) } },
      fields: shown.map(([name, title]) => ({ name, type: 'string', config: { displayNameFromDS: title } })),
    },
    data: { values: shown.map(([, , values]) => [...values]) },
  };
}

const events = (refId: string, to: number): Frame => ({
  schema: {
    refId,
    name: 'events',
    meta: { type: 'log-lines', typeVersion: [0, 0], preferredVisualisationType: 'logs' },
    fields: [
      { name: 'timestamp', type: 'time' },
      { name: 'body', type: 'string' },
      { name: 'severity', type: 'string' },
    ],
  },
  data: {
    values: [
      [to - 60_000, to - 120_000],
      ['dev-worker1 is back', 'dev-worker1 stopped answering'],
      ['info', 'error'],
    ],
  },
});

const SILENT: Problem = {
  kind: 'connection_refused',
  target: 'dev-worker1',
  doing: 'connect to 192.168.64.6 port 22',
  detail: 'the guest refused the connection',
  advice: 'Start sshd in the guest',
};
const WRONG_TOKEN: Problem = {
  kind: 'token_wrong',
  target: 'proxy',
  doing: 'check the token',
  detail: 'the bearer token is not the one configured',
  advice: "Set the proxy's token in the data source",
};
