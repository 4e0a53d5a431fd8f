import { writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openHistory } from './history.ts';
import type { History } from './history.ts';
import { rawRequest, temporaryDirectory } from './testing.ts';

// Each test starts threads or processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const options = { rawMs: 24 * HOUR, minuteMs: 30 * 24 * HOUR };
let directory: ReturnType<typeof temporaryDirectory>;
const opened: History[] = [];
async function open(path: string): Promise<History> {
  const history = await openHistory({ ...options, path });
  if (!history.ok) throw new Error(history.error.detail);
  opened.push(history.value);
  return history.value;
}
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  for (const history of opened.splice(0)) await history.close();
  directory.remove();
});
const sample = (vm: string, atMs: number, value: number) => ({ metric: 'tart_vm_load1', labels: { vm, mac: 'studio' }, atMs, value });

it('answers at once with what was appended, and gives a series one id whatever the order of its labels', async () => {
  const history = await open(join(directory.path, 'a', 'history.db'));
  const atMs = Date.now();
  history.append([sample('dev-master', atMs - 5000, 1), sample('dev-worker1', atMs - 5000, NaN)]);
  history.append([{ metric: 'tart_vm_load1', labels: { mac: 'studio', vm: 'dev-master' }, atMs, value: 2 }]);
  const [series, ...others] = history.series('tart_vm_load1');
  expect(others).toEqual([]);
  const answer = await history.points(rawRequest([series?.id ?? 0], atMs - 60_000, atMs));
  expect(answer).toEqual({ ok: true, value: [{ series: 1, times: Float64Array.of(atMs - 5000, atMs), values: Float64Array.of(1, 2) }] });
});

it('knows its series, points and events again after it was closed', async () => {
  const path = join(directory.path, 'history.db');
  const atMs = Date.now();
  const event = { atMs, kind: 'back', severity: 'info', text: 'dev-master answers again', labels: { vm: 'dev-master' } } as const;
  const first = await open(path);
  first.append([sample('dev-master', atMs, 3)]);
  first.appendEvents([event]);
  await first.close();
  const again = await open(path);
  expect(again.series()).toEqual([{ id: 1, metric: 'tart_vm_load1', labels: { vm: 'dev-master', mac: 'studio' } }]);
  again.append([sample('dev-worker1', atMs, 4)]);
  expect(again.series().map(({ id }) => id)).toEqual([1, 2]);
  const points = await again.points(rawRequest([2, 1], atMs, atMs));
  expect(points.ok && points.value.map(({ values }) => [...values])).toEqual([[4], [3]]);
  expect(await again.events({ fromMs: 0, toMs: atMs, kinds: [], severities: [] }, 5)).toEqual({ ok: true, value: [{ id: 1, ...event }] });
  const stats = await again.stats();
  expect(stats.ok && stats.value.bytes).toBeGreaterThan(4096);
});

it('writes a burst by itself, all of it at once', async () => {
  const path = join(directory.path, 'history.db');
  const history = await open(path);
  const reader = new DatabaseSync(path);
  const flushes = () => reader.prepare('SELECT COUNT(*) AS count FROM head').get()?.['count'];
  const atMs = Date.now();
  for (const vm of ['dev-master', 'dev-worker1', 'dev-worker2']) history.append([sample(vm, atMs, 1)]);
  expect(flushes()).toBe(0);
  await expect.poll(flushes, { timeout: 5000 }).toBe(1);
  reader.close();
  await history.close();
});

it('says why when no file can be created', async () => {
  writeFileSync(join(directory.path, 'file'), '');
  const path = join(directory.path, 'file', 'history.db');
  expect(await openHistory({ ...options, path })).toMatchObject({ ok: false, error: { kind: 'history_failed', target: path } });
});

it('loses nothing that was flushed when the process is killed at any moment', async () => {
  const path = join(directory.path, 'history.db');
  const killedWriter = fileURLToPath(new URL('./killedWriter.ts', import.meta.url));
  const startMs = Date.now() - 20 * HOUR;
  let fromMs = startMs;
  for (const lines of [1, 150, 777]) {
    const child = spawn(process.execPath, [killedWriter, path, String(fromMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let writtenMs = 0;
    let count = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line !== '') writtenMs = Number(line);
      if (++count === lines) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const check = new DatabaseSync(path);
    expect(check.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    check.close();
    const history = await open(path);
    const answer = await history.points(rawRequest([1, 50], startMs, Date.now()));
    for (const { times } of answer.ok ? answer.value : []) {
      const lastMs = times.at(-1) ?? 0;
      expect(lastMs).toBeGreaterThanOrEqual(writtenMs);
      expect([...times]).toEqual(Array.from({ length: (lastMs - startMs) / 5000 + 1 }, (_, i) => startMs + i * 5000));
      fromMs = lastMs + 5000;
    }
    await history.close();
  }
  expect(fromMs).toBeGreaterThan(startMs + 900 * 5000);
});
