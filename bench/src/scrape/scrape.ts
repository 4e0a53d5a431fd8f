import { join } from 'node:path';
import { openTestLab, testLabPossible } from '../../../tests/testlab/testLab.ts';
import { startNodeExporters } from '../frames/nodeExporters.ts';
import { openCpuAccount } from '../measure/cpuAccount.ts';
import { FLAGS } from '../proxy/startProxy.ts';
import type { Cell, SectionReport } from '../report/section.ts';
import { findProgram } from '../run/findProgram.ts';
import { Owner } from '../run/owner.ts';
import { REPOSITORY } from '../run/repository.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';
import { measureScrapes } from './measureScrapes.ts';

/** What a scrape of the proxy costs by itself, with 10 and 1,000 VMs and 4 clusters in memory, beside ten node_exporters. */
export async function scrape(owner: Owner, quick: boolean): Promise<SectionReport> {
  const rounds = quick ? 5 : 20;
  const rows: Record<string, Cell>[] = [];
  const skipped: string[] = [];
  const alone = async (measure: (one: Owner) => Promise<Record<string, Cell>[]>): Promise<void> => {
    const one = new Owner();
    owner.own(() => one.stop());
    rows.push(...(await measure(one)));
    await one.stop();
  };
  if (!(await testLabPossible()) || findProgram('prometheus-node-exporter') === null)
    skipped.push('ten node_exporters: they need root on Linux, iproute2, openssh-server, busybox and prometheus-node-exporter');
  else await alone((one) => measureNodeExporters(one, rounds));
  for (const vms of [10, 1000]) await alone((one) => measurePages(one, vms, rounds));
  return {
    section: 'scrape',
    tables: [
      {
        title: `Scrapes as Prometheus makes them (OpenMetrics, gzip, a kept connection), ${rounds} of each`,
        columns: [
          { key: 'what', title: 'page', unit: 'text' },
          { key: 'series', title: 'series', unit: 'count' },
          { key: 'bytes', title: 'text', unit: 'megabytes' },
          { key: 'packed', title: 'on the wire', unit: 'megabytes' },
          { key: 'cold', title: 'cold p50', unit: 'ms' },
          { key: 'coldCpu', title: 'CPU', unit: 'cpuMs' },
          { key: 'warm', title: 'warm p50', unit: 'ms' },
          { key: 'warmCpu', title: 'CPU', unit: 'cpuMs' },
        ],
        rows,
        notes: [
          'Cold: every guest was read anew since the scrape before. Warm: a second scrape of the same frames. CPU: of the whole process.',
          'The pages are made of frames of simulated guests by a process that reads none meanwhile.',
          'Ten node_exporters are scraped one after the other; their times, bytes and CPU are added up. They are always cold.',
        ],
      },
    ],
    budgets: [],
    skipped,
  };
}

async function measureNodeExporters(owner: Owner, rounds: number): Promise<Record<string, Cell>[]> {
  const lab = await openTestLab({ count: 10 });
  owner.own(() => lab.close());
  const { targets, pids } = await startNodeExporters(owner, lab);
  const account = openCpuAccount('scraped-exporters', pids);
  owner.own(() => account.close());
  const urls = targets.map((target) => `http://${target}/metrics`);
  const row = await measureScrapes({ what: 'ten node_exporters', urls, account, renew: () => Promise.resolve() }, rounds);
  return [{ ...row, warm: null, warmCpu: null }];
}

async function measurePages(owner: Owner, vms: number, rounds: number): Promise<Record<string, Cell>[]> {
  const main = join(REPOSITORY, 'bench/src/scrape/pageServerMain.ts');
  const started = await startProcess(owner, process.execPath, [...FLAGS, '--disable-warning=ExperimentalWarning', main, String(vms)]);
  let port: string | undefined;
  started.child.stdout?.on('data', (text: Buffer) => (port ??= /^port (\d+)/m.exec(text.toString())?.[1]));
  await waitUntil('the page server', 60_000, () => port !== undefined, started);
  const account = openCpuAccount(`pages-${vms}`, [started.pid]);
  owner.own(() => account.close());
  const url = `http://127.0.0.1:${port ?? ''}`;
  const pages = [
    { what: `${vms} VMs: guests`, path: '/metrics?collect[]=guests' },
    { what: `${vms} VMs: all`, path: '/metrics' },
    { what: `one of ${vms} VMs by /probe`, path: '/probe?target=dev-worker1' },
  ];
  const rows = [];
  for (const { what, path } of pages)
    rows.push(await measureScrapes({ what, urls: [url + path], account, renew: () => fetch(`${url}/renew`) }, rounds));
  return rows;
}
