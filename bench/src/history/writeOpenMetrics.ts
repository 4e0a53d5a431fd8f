import { closeSync, openSync, writeSync } from 'node:fs';
import { type DataSeries, valueAt } from './dataset.ts';
import type { PageSeries } from './pageSeries.ts';

const CHUNK_CHARACTERS = 4 * 1024 * 1024;

/** Writes the data set and what stands on the page for Prometheus as OpenMetrics text, family by family, for `promtool tsdb create-blocks-from openmetrics`. */
export function writeOpenMetrics(path: string, series: readonly DataSeries[], page: readonly PageSeries[], times: readonly number[]): void {
  const file = openSync(path, 'w');
  let text = '';
  const write = (more: string): void => {
    text += more;
    if (text.length < CHUNK_CHARACTERS) return;
    writeSync(file, text);
    text = '';
  };
  for (const metric of new Set(series.map((one) => one.metric))) {
    write(`# TYPE ${metric} gauge\n`);
    series.forEach((one, index) => {
      if (one.metric !== metric) return;
      const labels = Object.entries(one.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      const head = `${metric}{${labels.join(',')}} `;
      for (const atMs of times) write(`${head}${valueAt(index, one.scale, atMs)} ${atMs / 1000}\n`);
    });
  }
  let family = '';
  for (const one of page) {
    if (one.family !== family)
      write(`# TYPE ${one.family.replace(/_total$/, '')} ${one.family.endsWith('_total') ? 'counter' : 'gauge'}\n`);
    family = one.family;
    const head = `${family}{${Object.entries(one.labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(',')}} `;
    let before = times[0] ?? 0;
    let value = 0;
    for (const atMs of times) {
      value = one.next(value, atMs, (atMs - before) / 1000);
      before = atMs;
      write(`${head}${value} ${atMs / 1000}\n`);
    }
  }
  writeSync(file, `${text}# EOF\n`);
  closeSync(file);
}
