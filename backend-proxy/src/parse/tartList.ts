import { VmState } from '@tart-lab/contract/target.ts';
import { z } from 'zod';
import type { ParseFailure, Result } from '../result.ts';
import { DecimalGbBytes, parseTartJson } from './tartJson.ts';

const Row = z
  .object({
    Source: z.string().optional(),
    Name: z.string().min(1),
    Disk: DecimalGbBytes,
    Size: DecimalGbBytes,
    Accessed: z.string().nullish(),
    Running: z.boolean().nullish(),
    State: z.string().nullish(),
  })
  .transform((row) => ({
    name: row.Name,
    local: row.Source === undefined || row.Source.toLowerCase() === 'local',
    state: toVmState(row.State, row.Running),
    diskBytes: row.Disk,
    imageBytes: row.Size,
    accessedAtMs: toEpochMs(row.Accessed),
  }));

/** One VM of `tart list`. Sizes are bytes, floored to whole GB by tart; what this tart does not print is null. */
export interface TartListRow {
  readonly name: string;
  readonly state: VmState;
  readonly diskBytes: number | null;
  readonly imageBytes: number | null;
  readonly accessedAtMs: number | null;
}

/**
 * Parses `tart list --source local --format json` (tart 2.0 and later).
 *
 * Shape: an array of objects whose keys come in any order; new keys are ignored, a state nobody knows yet is `unknown`.
 * Units: Disk and Size are decimal GB, Accessed is ISO 8601. Images of the OCI cache are left out.
 * Fails: when it is no such array. No VMs (an array around a blank line) is an empty list.
 */
export function parseTartList(text: string): Result<TartListRow[], ParseFailure> {
  const rows = parseTartJson('tart list --format json', z.array(Row), text);
  if (!rows.ok) return rows;
  return { ok: true, value: rows.value.filter(({ local }) => local).map(({ local: _local, ...row }) => row) };
}

/** tart's word for a VM's state; the oldest versions only say whether it runs. */
export function toVmState(state: string | null | undefined, running: boolean | null | undefined): VmState {
  const word = VmState.safeParse(state?.toLowerCase());
  if (word.success) return word.data;
  if (state !== null && state !== undefined) return 'unknown';
  return running === true ? 'running' : running === false ? 'stopped' : 'unknown';
}

function toEpochMs(text: string | null | undefined): number | null {
  if (!text || !/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : atMs;
}
