import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exporterOf, startNodeExporters } from '../support/nodeExporters.ts';
import { openPrometheus, type PrometheusServer, type ScrapedSeries } from '../support/prometheusServer.ts';
import { startProxy, TOKEN, until, type ProxyProcess } from '../support/proxyProcess.ts';
import { reportText, type Explained } from '../support/sideBySide/report.ts';
import { compareAll, familyOf, identityOf, instanceOf, sideBySide } from '../support/sideBySide/sideBySide.ts';
import { openTestLab, type TestLab } from '../testlab/testLab.ts';

// Ten guests with a real sshd and a real node_exporter each. They share one kernel, so most of their numbers are one machine's; network,
// sockets, names and mounts are a guest's own, and there a number of another guest's would show.
const EVERY_SECONDS = 3;
const GUESTS = 10;

let lab: TestLab;
let proxy: ProxyProcess;
let prometheus: PrometheusServer;
beforeAll(async () => {
  lab = await openTestLab({ count: GUESTS });
  [proxy] = await Promise.all([startProxy(lab, join(lab.dir, 'proxy')), startNodeExporters(lab)]);
  const targets = [new URL(proxy.url).host];
  const authorization = { credentials: TOKEN };
  prometheus = await openPrometheus(join(lab.dir, 'prometheus'), EVERY_SECONDS, [
    {
      job_name: 'node',
      static_configs: lab.guests.map((guest) => ({ targets: [exporterOf(guest)], labels: { instance: guest.name } })),
    },
    { job_name: 'plain', authorization, honor_labels: true, static_configs: [{ targets }] },
    // With times, it is known which of node_exporter's values are those before and after.
    { job_name: 'timed', authorization, honor_labels: true, params: { timestamps: ['1'] }, static_configs: [{ targets }] },
    {
      job_name: 'probe',
      authorization,
      metrics_path: '/probe',
      static_configs: [{ targets: lab.guests.map(({ name }) => name) }],
      relabel_configs: [
        { source_labels: ['__address__'], target_label: '__param_target' },
        { source_labels: ['__param_target'], target_label: 'instance' },
        { target_label: '__address__', replacement: targets[0] },
      ],
    },
  ]);
});
afterAll(async () => {
  await prometheus?.stop();
  await proxy?.stop();
  await lab?.close();
});

const count = async (promql: string): Promise<number> => (await prometheus.query(promql))[0]?.points[0]?.[1] ?? 0;
const reached = (promql: string, wanted: number, withinMs: number): Promise<true> =>
  until(
    async () => (await count(promql)) === wanted || undefined,
    withinMs,
    async () =>
      `${promql} is ${await count(promql)}; ${JSON.stringify([await prometheus.scrapeErrors(), (await proxy.health()).problems])}`,
  );
const unexplained = (all: readonly Explained[]): readonly string[] => all.find(({ why }) => why === '')?.names ?? [];

describe('beside a node_exporter in every guest', { timeout: 180_000 }, () => {
  let theirs: ScrapedSeries[];
  let ours: ScrapedSeries[];
  const scraped = async (job: string, window: string): Promise<ScrapedSeries[]> =>
    (await prometheus.query(`{__name__=~"node_.*|go_.*|process_.*|promhttp_.*",job="${job}"}${window}`)).filter((series) =>
      lab.guests.some(({ name }) => name === instanceOf(series)),
    );

  beforeAll(async () => {
    // A `df` that hung on a busy machine is asked again after a minute.
    await reached('count(node_filesystem_size_bytes{job="plain",mountpoint="/"})', GUESTS, 90_000);
    await reached('count(up{job="node"} == 1)', GUESTS, 30_000);
    // Each guest gets traffic of its own amount: some 60 kB an answer.
    await Promise.all(
      lab.guests.map(async (guest, i) => {
        for (let n = 0; n < i * 3; n++) await (await fetch(`http://${exporterOf(guest)}/metrics`)).text();
      }),
    );
    const enough = Date.now() / 1000 + 24;
    await until(async () => (await count('min(timestamp(node_load1{job="node"}))')) > enough || undefined, 60_000);
    const [node, timed, plain] = await Promise.all([scraped('node', '[40s]'), scraped('timed', '[40s]'), scraped('plain', '[40s]')]);
    theirs = node;
    // What is read less often than the window is long is told for the time of the scrape, without times.
    const isRare = (series: ScrapedSeries): boolean => /^node_(time_seconds|uname_info|os_info)$/.test(familyOf(series));
    ours = [...timed.filter((series) => !isRare(series)), ...plain.filter(isRare)];
  }, 240_000);

  it('says the same: families, types, labels and values', async () => {
    const report = sideBySide(ours, theirs);
    process.stdout.write(`${reportText(report)}\n`);
    const { families, onlyTheirs, onlyOurs, onlyOne } = report;
    expect(families.length).toBeGreaterThan(150);
    expect(families.flatMap(({ broken }) => broken)).toEqual([]);
    // On a busy machine a `df` may take too long, and is then left out for a minute.
    const mostSeries = (family: string): number => (family.startsWith('node_filesystem_') ? GUESTS - 2 : GUESTS);
    expect(families.filter(({ family, series, points }) => series < mostSeries(family) || points < mostSeries(family))).toEqual([]);
    expect([onlyTheirs, onlyOurs, onlyOne].flatMap(unexplained)).toEqual([]);

    const [theirTypes, ourTypes] = await Promise.all([prometheus.metadata('node'), prometheus.metadata('timed')]);
    // OpenMetrics, which node_exporter does not speak, names a counter's family without its suffix.
    const typeIn = (types: typeof theirTypes, family: string) => (types.get(family) ?? types.get(family.replace(/_total$/, '')))?.type;
    for (const { family } of families) expect(typeIn(ourTypes, family), family).toBe(typeIn(theirTypes, family));
  });

  it('would notice the numbers of another guest, where they are a guest’s own', () => {
    const next = new Map(lab.guests.map(({ name }, i) => [name, lab.guests[(i + 1) % GUESTS]?.name ?? '']));
    const mixed = ours.map((series) => ({ ...series, labels: { ...series.labels, instance: next.get(instanceOf(series)) ?? '' } }));
    const own = ['node_network_receive_bytes_total', 'node_netstat_Tcp_InSegs', 'node_netstat_IpExt_OutOctets'];
    for (const { family, broken } of compareAll(own, mixed, theirs)) expect(broken.length, family).toBeGreaterThan(0);
    expect(sideBySide(mixed, theirs).onlyOne.flatMap(({ names }) => names)).toContainEqual(expect.stringContaining('node_uname_info'));
  });

  it('has the same series by /probe as on the whole page', async () => {
    const identities = async (job: string): Promise<string> => (await scraped(job, '')).map(identityOf).sort().join('\n');
    await until(async () => (await identities('probe')) === (await identities('plain')) || undefined, 20_000);
    expect((await identities('plain')).length).toBeGreaterThan(10_000);
  });
});

describe('a guest that falls silent', { timeout: 120_000 }, () => {
  const first = 'platform-master';
  const seriesOf = (job: string): string => `count({__name__=~"node_.*",job="${job}",instance="${first}"}) or vector(0)`;

  it('has no series any more, at once, as with a node_exporter that does not answer; with times they stay for 5 minutes', async () => {
    await lab.guest(first).freeze();
    await reached(seriesOf('plain'), 0, 30_000);
    await reached(seriesOf('probe'), 0, 10_000);
    await reached(seriesOf('node'), 0, 10_000);
    expect(await count(seriesOf('timed'))).toBeGreaterThan(100);
    // That it is silent is a number of its own, which stays; so do the others' series.
    await reached(`tart_vm_up{job="plain",instance="${first}"}`, 0, 10_000);
    expect(await count('count(node_load1{job="plain"})')).toBe(GUESTS - 1);

    await lab.guest(first).thaw();
    await reached(`tart_vm_up{job="plain",instance="${first}"}`, 1, 60_000);
    await reached(`count(node_load1{job="plain",instance="${first}"})`, 1, 10_000);
  });

  it('gave Prometheus nothing to complain about', async () => {
    const page = await (await fetch(`${prometheus.url}/metrics`)).text();
    const complaints = page
      .split('\n')
      .filter((line) => /^prometheus_target_scrapes?_(sample_(duplicate|out_of)|exceeded)\w*_total /.test(line));
    expect(complaints.length).toBeGreaterThan(2);
    expect(complaints.filter((line) => !line.endsWith(' 0'))).toEqual([]);
  });
});
