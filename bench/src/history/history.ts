import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { z } from 'zod';
import { folderBytes, readMemory } from '../measure/memory.ts';
import { startPrometheus } from '../prometheus/startPrometheus.ts';
import type { SectionReport } from '../report/section.ts';
import { findProgram } from '../run/findProgram.ts';
import { freePort } from '../run/freePort.ts';
import type { Owner } from '../run/owner.ts';
import { runToEnd } from '../run/runToEnd.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';
import { toSeries, toTimes } from './dataset.ts';
import { fillHistory } from './fillHistory.ts';
import { fillPrometheus } from './fillPrometheus.ts';
import { type EngineSize, type Ingest, toHistoryReport } from './historyReport.ts';
import { toPageSeries } from './pageSeries.ts';
import { ON_PROMETHEUS, ourQuestions, promQuestions, RANGES } from './questions.ts';
import { timeQueries } from './timeQueries.ts';

const script = (name: string): string[] => ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL(name, import.meta.url))];
const IngestAnswer = z.object({
  samplesACycle: z.number(),
  flushesMs: z.array(z.number()),
  cpuSeconds: z.number(),
  residentBytes: z.number(),
  highestBytes: z.number(),
});

/** What the history costs while it is written, and how fast it answers beside Prometheus with the same samples. */
export async function history(owner: Owner, quick: boolean): Promise<SectionReport> {
  const ingests: Ingest[] = [];
  for (const [vms, cycles] of [
    [10, quick ? 200 : 1000],
    [1000, quick ? 6 : 24],
  ] as const) {
    const folder = owner.folder();
    const args = [...script('./ingestMain.ts'), join(folder, 'history.db'), String(vms), '45', String(cycles)];
    ingests.push({ vms, ...IngestAnswer.parse(JSON.parse(await runToEnd(owner, process.execPath, args))), diskBytes: folderBytes(folder) });
  }

  const series = toSeries(10, quick ? 9 : 45);
  const endMs = Math.floor(Date.now() / 60_000) * 60_000;
  const times = toTimes(endMs, quick ? 6 : 8);
  const folder = owner.folder();
  fillHistory(join(folder, 'history.db'), series, times);
  const diskBytes = folderBytes(folder);
  const url = `http://127.0.0.1:${await freePort()}`;
  const ours = await startProcess(owner, process.execPath, [...script('./serveMain.ts'), join(folder, 'history.db'), new URL(url).port]);
  await waitUntil('the history server', 20_000, () => answers(url), ours);
  const questions = ourQuestions('Tart Lab', url, endMs);

  const skipped: string[] = [];
  const sizes: (() => EngineSize)[] = [() => ({ engine: 'Tart Lab', diskBytes, ...readMemory([ours.pid]) })];
  if (findProgram('prometheus') === null || findProgram('promtool') === null)
    skipped.push('Prometheus: prometheus or promtool not installed');
  else {
    const data = await fillPrometheus(owner, series, toPageSeries(series), times);
    const blockBytes = folderBytes(data);
    const prometheus = await startPrometheus(owner, [], data);
    questions.push(...promQuestions(prometheus.url, endMs));
    // Seven days are by the minute there, as if Prometheus scraped as seldom.
    for (const [scrapeMs, ranges] of [
      [5000, RANGES.slice(0, 2)],
      [60_000, RANGES.slice(2)],
    ] as const) {
      const at = `http://127.0.0.1:${await freePort()}`;
      const args = [...script('./serveMain.ts'), ':memory:', new URL(at).port, prometheus.url, String(scrapeMs)];
      const server = await startProcess(owner, process.execPath, args);
      await waitUntil('the proxy’s queries on Prometheus', 20_000, () => answers(at), server);
      questions.push(...ourQuestions(ON_PROMETHEUS, at, endMs, ranges));
      sizes.push(() => ({ engine: `${ON_PROMETHEUS}, scraped every ${scrapeMs / 1000} s`, diskBytes: 0, ...readMemory([server.pid]) }));
    }
    sizes.push(() => ({ engine: 'Prometheus', diskBytes: blockBytes, ...readMemory([prometheus.pid]) }));
  }
  const timed = await timeQueries(questions, quick ? 15 : 60);
  return toHistoryReport(
    ingests,
    timed,
    sizes.map((read) => read()),
    series.length * times.length,
    skipped,
  );
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false, // not listening yet
  );
