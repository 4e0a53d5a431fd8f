import type { Problem } from '@tart-lab/contract/problem.ts';
import type { HistoryServer } from '../config/config.ts';
import { BuildInfo, MatrixData, readPoint, VectorData } from '../history/prometheus/promAnswers.ts';
import { openPrometheusClient, type PrometheusClient } from '../history/prometheus/promClient.ts';
import { prometheusProblem } from '../history/prometheus/promProblems.ts';
import { selector } from '../history/prometheus/selector.ts';
import { fail, ok, type Result } from '../result.ts';
import { stepOf, type CheckLine } from './checkReport.ts';

/** How old the newest value may be, in scrapes. */
const MOST_SCRAPES = 4;

/** Asks the server that keeps the history for its version and our series. No line when the history is a file. */
export async function checkHistory(server: HistoryServer | null): Promise<CheckLine[]> {
  if (!server) return [];
  const client = openPrometheusClient(server);
  try {
    const said = await readServer(client, server);
    if (said.ok) return [{ target: 'history', ok: true, text: said.value }];
    return [{ target: 'history', ok: false, text: `stops at: ${stepOf(said.error)}`, problem: said.error }];
  } finally {
    client.close();
  }
}

async function readServer(client: PrometheusClient, { url, match, scrapeMs }: HistoryServer): Promise<Result<string, Problem>> {
  const empty = (detail: string) => fail(prometheusProblem('prometheus_empty', url, 'look for our series', detail));
  const build = await client.ask('status/buildinfo', new URLSearchParams(), BuildInfo, 'ask for its version');
  // Some gateways let only queries through: the version is worth no failure.
  if (!build.ok && build.error.kind !== 'prometheus_unreadable' && build.error.kind !== 'prometheus_failed') return build;
  const name = build.ok ? `${build.value.data.application ?? 'Prometheus'} ${build.value.data.version}` : 'a server without a version';

  const query = `count(${selector('tart_vm_info', match, 'vm!=""')})`;
  const count = await client.ask('query', new URLSearchParams({ query }), VectorData, 'count our VMs');
  if (!count.ok) return count;
  const vms = Number(count.value.data.result[0]?.value[1] ?? 0);
  const raw = `${selector('tartlab_ready', match)}[10m]`;
  const scrapes = await client.ask('query', new URLSearchParams({ query: raw }), MatrixData, 'look at its scrapes');
  if (!scrapes.ok) return scrapes;
  const times = (scrapes.value.data.result[0]?.values ?? []).flatMap((point) => readPoint(point)?.seconds ?? []);
  const newest = times.at(-1);
  const which = match === '' ? '' : ` within {${match}}`;
  if (vms === 0 || newest === undefined) return empty(`${name} answers, but has no series of a proxy${which} in the last minutes`);
  const ageSeconds = Date.now() / 1000 - newest;
  if (ageSeconds * 1000 > MOST_SCRAPES * scrapeMs) return empty(`the newest values of a proxy${which} are ${Math.round(ageSeconds)} s old`);
  return ok(
    `${name} answers, with series of ${vms} VMs, the newest ${Math.max(0, Math.round(ageSeconds))} s old${rhythm(times, scrapeMs)}`,
  );
}

/** How often it scrapes, as far as that can be seen, and whether the configuration says so too. */
function rhythm(times: readonly number[], scrapeMs: number): string {
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  if (usual === undefined) return '';
  const fits = usual * 1000 <= 1.5 * scrapeMs;
  const advice = fits ? '' : `; set history.scrape to as much, as rates have gaps with ${scrapeMs / 1000} s`;
  return `, scraped every ${Number(usual.toPrecision(2))} s${advice}`;
}
