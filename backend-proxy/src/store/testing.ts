import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, PointsRequest, Series } from './messages.ts';

/** A directory of its own for one test, and its removal. */
export function temporaryDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tart-lab-history-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A batch in which every given series has `value(id, atMs)` at every given time. */
export function batchOf(ids: readonly number[], times: readonly number[], value: (id: number, atMs: number) => number): Batch {
  const samples = times.flatMap((atMs) => ids.map((id) => ({ id, atMs })));
  return {
    definitions: [],
    ids: Uint32Array.from(samples, ({ id }) => id),
    times: Float64Array.from(samples, ({ atMs }) => atMs),
    values: Float64Array.from(samples, ({ id, atMs }) => value(id, atMs)),
    events: [],
  };
}

export const definitionsOf = (ids: readonly number[]): Series[] =>
  ids.map((id) => ({ id, metric: 'tart_vm_cpu_busy_ratio', labels: { vm: `vm-${id}` } }));

/** A request for raw points as they are. */
export const rawRequest = (series: readonly number[], fromMs: number, toMs: number): PointsRequest => ({
  series,
  fromMs,
  toMs,
  stepMs: null,
  maxPoints: 1_000_000,
  fold: 'avg',
  tier: 'raw',
});
