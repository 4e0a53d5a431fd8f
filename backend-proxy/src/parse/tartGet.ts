import { z } from 'zod';
import type { ParseFailure, Result } from '../result.ts';
import { DecimalGbBytes, parseTartJson } from './tartJson.ts';

const Details = z
  .object({
    OS: z.string().nullish(),
    CPU: z.number().nullish(),
    Memory: z.number().nullish(),
    Disk: DecimalGbBytes,
    Size: DecimalGbBytes,
  })
  .transform(({ OS, CPU, Memory, Disk, Size }): TartVmDetails => {
    const os = OS?.toLowerCase();
    return {
      os: os === 'linux' || os === 'darwin' ? os : null,
      cpuCount: CPU ?? null,
      memoryBytes: typeof Memory === 'number' ? Memory * 1024 * 1024 : null,
      diskBytes: Disk,
      imageBytes: Size,
    };
  });

/** What `tart get` adds to the list. Sizes are bytes; null is what this tart does not print. */
export interface TartVmDetails {
  readonly os: 'linux' | 'darwin' | null;
  readonly cpuCount: number | null;
  readonly memoryBytes: number | null;
  readonly diskBytes: number | null;
  readonly imageBytes: number | null;
}

/**
 * Parses `tart get NAME --format json`.
 *
 * Shape: one object. Units: Memory is MiB, Disk and Size decimal GB, Size often a text with three decimals.
 * Fails: when it is no object, or a number is something else.
 */
export function parseTartGet(text: string): Result<TartVmDetails, ParseFailure> {
  return parseTartJson('tart get --format json', Details, text);
}
