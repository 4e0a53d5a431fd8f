import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueryResponse, type QueryResult } from '@tart-lab/contract/query.ts';
import { Health, Snapshot, type SnapshotVm } from '@tart-lab/contract/routes.ts';
import { stringify } from 'yaml';
import type { TestLab } from '../testlab/testLab.ts';

export const PROGRAM = fileURLToPath(new URL('../../backend-proxy/dist/tart-lab.js', import.meta.url));
export const TOKEN = 'token-of-the-tests-7f3a91';

/** The built proxy as a process of its own, on a lab, with its answers parsed by the contract. */
export interface ProxyProcess {
  readonly url: string;
  readonly pid: number;
  readonly dir: string;
  /** Its environment, for other commands on the same configuration. */
  readonly env: NodeJS.ProcessEnv;
  /** All it has printed so far. */
  log(): string;
  health(): Promise<Health>;
  vm(name: string): Promise<SnapshotVm>;
  /** Asks one query over the last `seconds`. */
  query(query: Record<string, unknown>, seconds?: number): Promise<QueryResult>;
  table(table: string, more?: Record<string, unknown>): Promise<Record<string, unknown>[]>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Ends it the way nothing can prepare for, and waits until it is gone. */
  kill(): Promise<void>;
  /** Ends it politely; resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the proxy on `lab` in `dir`; `change` alters the configuration before it is written. Frames and inventory every second. */
export async function startProxy(
  lab: TestLab,
  dir: string,
  change: (config: Record<string, unknown>) => void = () => undefined,
): Promise<ProxyProcess> {
  await mkdir(dir, { recursive: true });
  const config: Record<string, unknown> = {
    listen: '127.0.0.1:0',
    token: '${TART_LAB_TOKEN}',
    intervals: { guests: '1s', inventory: '1s', ports: '2s', disks: '2s' },
    macs: [{ name: 'studio', tart: { command: lab.tart.command, home: lab.tart.home } }],
    guests: { ssh: { user: 'admin', passwordFile: 'guest-password' } },
    clusters: ['platform', 'dev', 'staging', 'prod'].map((name) => ({ name })),
    history: { path: 'history.db' },
    stateDir: 'state',
  };
  change(config);
  await writeFile(join(dir, 'tart-lab.yaml'), stringify(config));
  await writeFile(join(dir, 'guest-password'), 'admin\n', { mode: 0o600 });
  return openProcess(dir);
}

/** Starts the proxy again on what an earlier one left in `dir`. */
export async function openProcess(dir: string): Promise<ProxyProcess> {
  const env = { ...process.env, TART_LAB_CONFIG: join(dir, 'tart-lab.yaml'), TART_LAB_TOKEN: TOKEN };
  const child = spawn(process.execPath, [PROGRAM, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit');
  const port = await until(
    () => /"event":"listening".*?"port":(\d+)/.exec(printed)?.[1] ?? /"port":(\d+).*?"event":"listening"/.exec(printed)?.[1],
    30_000,
    () => printed,
  );
  const url = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`, { headers })).json();

  const proxy: ProxyProcess = {
    url,
    pid: child.pid ?? 0,
    dir,
    env,
    log: () => printed,
    health: async () => Health.parse(await get('/api/v1/health')),
    async vm(name) {
      const found = Snapshot.parse(await get('/api/v1/snapshot')).vms.find((vm) => vm.name === name);
      if (!found) throw new Error(`no VM ${name} in the snapshot`);
      return found;
    },
    async query(query, seconds = 60) {
      const toMs = Date.now();
      const body = { from: toMs - seconds * 1000, to: toMs, intervalMs: 1000, maxDataPoints: 10_000, queries: [{ refId: 'A', ...query }] };
      const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', headers, body: JSON.stringify(body) });
      const result = QueryResponse.parse(await answer.json()).results['A'];
      if (!result) throw new Error('no result A');
      return result;
    },
    async table(table, more = {}) {
      const { frames } = await proxy.query({ kind: 'table', table, ...more });
      const [frame] = frames;
      const columns = frame?.schema.fields.map((field) => field.name) ?? [];
      const rows = frame?.data.values[0]?.length ?? 0;
      return Array.from({ length: rows }, (_, row) =>
        Object.fromEntries(columns.map((name, column) => [name, frame?.data.values[column]?.[row]])),
      );
    },
    fetch: (path, init) => fetch(`${url}${path}`, init),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
  };
  await until(
    async () => (await fetch(`${url}/readyz`)).ok || undefined,
    40_000,
    () => printed,
  );
  return proxy;
}

/** Asks until there is an answer. Fails, with what `explain` tells, after `withinMs`. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  withinMs: number,
  explain: () => unknown = () => '',
): Promise<T> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > endMs) throw new Error(`not within ${withinMs} ms: ${String(await explain())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
