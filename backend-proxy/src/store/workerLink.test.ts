import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { batchOf, definitionsOf, rawRequest, temporaryDirectory } from './testing.ts';
import { WorkerLink } from './workerLink.ts';

vi.setConfig({ testTimeout: 60_000 });

it('starts the thread again when it dies, and tells what its file knows', async () => {
  const directory = temporaryDirectory();
  const told = new EventEmitter();
  const seen: unknown[] = [];
  const link = new WorkerLink(
    { path: join(directory.path, 'history.db'), rawMs: 86_400_000, minuteMs: 30 * 86_400_000 },
    {
      onOpened: (series) => seen.push(series.length),
      onState({ state }) {
        seen.push(state);
        told.emit(state);
      },
    },
  );
  expect(await link.open()).toMatchObject({ ok: true });
  const nowMs = Date.now();
  await link.ask({ op: 'append', batch: { ...batchOf([1], [nowMs], () => 7), definitions: definitionsOf([1]) } });
  const [failed, back] = [once(told, 'failed'), once(told, 'ok')];
  void link['worker']?.terminate();
  await failed;
  expect(await link.ask({ op: 'stats' })).toMatchObject({ ok: false, error: { kind: 'history_failed' } });
  await back;
  expect(seen).toEqual([0, 'failed', 1, 'ok']);
  expect(await link.ask({ op: 'points', request: rawRequest([1], nowMs, nowMs) })).toMatchObject({ ok: true, value: { lengths: [1] } });
  await link.close();
  directory.remove();
});
