import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../run/findProgram.ts';
import type { Owner } from '../run/owner.ts';
import { runToEnd } from '../run/runToEnd.ts';
import type { DataSeries } from './dataset.ts';
import type { PageSeries } from './pageSeries.ts';
import { writeOpenMetrics } from './writeOpenMetrics.ts';

/** Writes the data set into the blocks of a Prometheus data folder (24 h a block, as after compaction) and gives the folder. */
export async function fillPrometheus(
  owner: Owner,
  series: readonly DataSeries[],
  page: readonly PageSeries[],
  times: readonly number[],
): Promise<string> {
  const promtool = findProgram('promtool');
  if (promtool === null) throw new Error('promtool is not installed');
  const folder = owner.folder();
  const text = join(folder, 'data.txt');
  const data = join(folder, 'data');
  mkdirSync(data);
  writeOpenMetrics(text, series, page, times);
  await runToEnd(owner, promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', '--max-block-duration=24h', text, data]);
  rmSync(text);
  return data;
}
