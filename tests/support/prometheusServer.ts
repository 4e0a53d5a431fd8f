import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../apiserver/freePort.ts';
import { answers, startProgram } from './alerting/program.ts';

const Labels = z.record(z.string(), z.string());
const Point = z.tuple([z.number(), z.string()]);
const Series = z.object({ metric: Labels, value: Point.optional(), values: z.array(Point).optional() });
const QueryAnswer = z.object({ status: z.literal('success'), data: z.object({ result: z.array(Series) }) });
const Metadata = z.object({ data: z.array(z.object({ metric: z.string(), type: z.string(), help: z.string() })) });
const Targets = z.object({ data: z.object({ activeTargets: z.array(z.object({ lastError: z.string(), health: z.string() })) }) });

/** A series of an answer: its labels with `__name__`, and its points as (seconds, value). */
export interface ScrapedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** Debian's Prometheus as a process of its own. */
export interface PrometheusServer {
  readonly url: string;
  log(): string;
  /** An instant query: one point a series, or with a range selector all of them as they were scraped. */
  query(promql: string): Promise<ScrapedSeries[]>;
  /** What the targets of a job say of their families: type and help. A counter of OpenMetrics has no `_total` here. */
  metadata(job: string): Promise<ReadonlyMap<string, { readonly type: string; readonly help: string }>>;
  /** Why targets cannot be scraped. */
  scrapeErrors(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts Prometheus with these scrape configurations, every `seconds`, with its data below `dir`. */
export async function openPrometheus(dir: string, seconds: number, scrapeConfigs: readonly object[]): Promise<PrometheusServer> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'prometheus.yml');
  await writeFile(
    file,
    stringify({ global: { scrape_interval: `${seconds}s`, scrape_timeout: `${seconds}s` }, scrape_configs: scrapeConfigs }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const flags = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=${url.slice('http://'.length)}`,
  ];
  const program = await startProgram('prometheus', flags, () => answers(`${url}/-/ready`));
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v1/${path}`);
    if (!answer.ok) throw new Error(`Prometheus refused ${path}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    log: () => program.log(),
    async query(promql) {
      const { data } = QueryAnswer.parse(await get(`query?query=${encodeURIComponent(promql)}`));
      return data.result.map(({ metric, value, values }) => ({
        labels: metric,
        points: (values ?? (value ? [value] : [])).map(([at, text]) => [at, Number(text.replace('Inf', 'Infinity'))] as const),
      }));
    },
    async metadata(job) {
      const { data } = Metadata.parse(await get(`targets/metadata?match_target=${encodeURIComponent(`{job="${job}"}`)}`));
      return new Map(data.map(({ metric, type, help }) => [metric, { type, help }]));
    },
    async scrapeErrors() {
      const { data } = Targets.parse(await get('targets'));
      return data.activeTargets.filter(({ health }) => health !== 'up').map(({ lastError }) => lastError);
    },
    stop: () => program.stop(),
  };
}
