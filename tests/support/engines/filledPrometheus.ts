import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { groupBy } from '../../../backend-proxy/src/groupBy.ts';
import { openPrometheus, type PrometheusServer } from '../prometheusServer.ts';
import type { Scraped } from './labOfReadings.ts';

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** Values as OpenMetrics text with their times, family by family and series by series. */
function toOpenMetrics(scraped: readonly Scraped[]): string {
  const text: string[] = [];
  for (const [family, all] of groupBy(scraped, (one) => one.family)) {
    const isCounter = family.endsWith('_total');
    text.push(`# TYPE ${isCounter ? family.slice(0, -'_total'.length) : family} ${isCounter ? 'counter' : 'gauge'}`);
    for (const series of groupBy(all, ({ labels }) => JSON.stringify(labels)).values()) {
      const head = Object.entries(series[0]?.labels ?? {}).map(([name, value]) => `${name}="${escaped(value)}"`);
      for (const { atMs, value } of series)
        text.push(`${family}{${[...head, 'job="tart-lab"'].join(',')}} ${value} ${(atMs / 1000).toFixed(3)}`);
    }
  }
  return `${text.join('\n')}\n# EOF\n`;
}

/** Debian's Prometheus with these values in its blocks, scraping nothing. */
export async function openFilledPrometheus(dir: string, scraped: readonly Scraped[]): Promise<PrometheusServer> {
  await mkdir(join(dir, 'data'), { recursive: true });
  const file = join(dir, 'values.txt');
  await writeFile(file, toOpenMetrics(scraped));
  await promisify(execFile)('promtool', [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    '--max-block-duration=24h',
    file,
    join(dir, 'data'),
  ]);
  return openPrometheus(dir, 60, []);
}
