import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { openLab, type Lab } from '../../../lab/src/openLab.ts';
import { freePort } from '../../apiserver/freePort.ts';
import { openProcess, PROGRAM, TOKEN, until, type ProxyProcess } from '../proxyProcess.ts';
import { answers, startProgram, type Program } from './program.ts';
import { scaledRouting, scaledRules } from './scaled.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const Labels = z.record(z.string(), z.string());
const RuleGroups = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            health: z.string(),
            lastError: z.string().optional(),
            alerts: z.array(z.object({ state: z.enum(['pending', 'firing']), labels: Labels })),
          }),
        ),
      }),
    ),
  }),
});
const ManagedAlerts = z.array(
  z.object({
    fingerprint: z.string(),
    labels: Labels,
    status: z.object({ state: z.enum(['unprocessed', 'active', 'suppressed']), inhibitedBy: z.array(z.string()) }),
  }),
);
const Logged = z.object({
  alerts: z.array(
    z.object({
      receivedAt: z.string(),
      status: z.enum(['firing', 'resolved']),
      alertname: z.string().nullable(),
      receiver: z.string(),
      group: Labels,
      labels: Labels,
      annotations: Labels,
    }),
  ),
});
export type ManagedAlert = z.infer<typeof ManagedAlerts>[number];
export type LoggedAlert = z.infer<typeof Logged>['alerts'][number];

/** A program that can be away for a while: `end` stops it, `begin` starts it on what it left behind. */
export interface Restartable {
  end(): Promise<void>;
  begin(): Promise<void>;
}

/** The whole way of an alert: simulated lab, proxy, Prometheus, Alertmanager, webhook logger. */
export interface AlertStack {
  readonly lab: Lab;
  readonly proxy: Restartable & { metrics(): Promise<string> };
  readonly prometheus: Restartable;
  readonly alertmanager: Restartable;
  rules(): Promise<z.infer<typeof RuleGroups>['data']['groups'][number]['rules']>;
  /** What Alertmanager holds of one rule now. */
  managed(alertname: string): Promise<ManagedAlert[]>;
  /** What the webhook logger was told, the oldest first. */
  logged(): Promise<LoggedAlert[]>;
  /** What `tart-lab check` prints now. */
  check(): Promise<string>;
  /** The webhook logger's output. */
  lines(): string;
  close(): Promise<void>;
}

const repository = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');
const json = async (url: string): Promise<unknown> => (await fetch(url)).json();

function restartable(start: () => Promise<{ stop(): Promise<unknown> }>): Restartable & { isUp(): boolean } {
  let running: { stop(): Promise<unknown> } | undefined;
  return {
    isUp: () => running !== undefined,
    async begin() {
      running ??= await start();
    },
    async end() {
      await running?.stop();
      running = undefined;
    },
  };
}

/** Starts everything with the files that users get, only in less time, and waits until Prometheus scrapes the proxy. */
export async function openAlertStack(): Promise<AlertStack> {
  const dir = await mkdtemp(join(tmpdir(), 'tart-lab-alerting-'));
  const [proxyPort, prometheusPort, alertmanagerPort] = [await freePort(), await freePort(), await freePort()];
  const lab = await openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 });

  const logger: Program & { url: string } = await openLogger();
  const alertmanagerUrl = `http://127.0.0.1:${alertmanagerPort}`;
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  const proxyDir = join(dir, 'proxy');
  await mkdir(proxyDir);
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const quick = { guests: '1s', inventory: '1s', ports: '2s', disks: '2s', podUsage: '2s' };
  const check = { prometheus: { url: prometheusUrl }, alertmanager: { url: alertmanagerUrl }, webhook: { url: logger.url } };
  const own = { listen: `127.0.0.1:${proxyPort}`, token: '${TART_LAB_TOKEN}', intervals: quick, check };
  await writeFile(join(proxyDir, 'tart-lab.yaml'), stringify(Object.assign({}, config, own)));
  let process: ProxyProcess | undefined;
  const proxy = restartable(async () => {
    process = await openProcess(proxyDir);
    const proxyProcess = process;
    // Not politely: what an alert survives is a proxy that is killed.
    return { stop: () => proxyProcess.kill() };
  });

  const routing = scaledRouting(await repository('provisioning/alertmanager/alertmanager.yml'), `${logger.url}/alert`);
  await writeFile(join(dir, 'alertmanager.yml'), routing);
  const alertmanager = restartable(() =>
    startProgram(
      'prometheus-alertmanager',
      [
        `--config.file=${dir}/alertmanager.yml`,
        `--storage.path=${dir}/alertmanager`,
        `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
        '--cluster.listen-address=',
      ],
      () => answers(`${alertmanagerUrl}/-/ready`),
    ),
  );

  await writePrometheus(dir, { proxyPort, prometheusPort, alertmanagerPort });
  const prometheus = restartable(() =>
    startProgram(
      'prometheus',
      [
        `--config.file=${dir}/prometheus/prometheus.yml`,
        `--storage.tsdb.path=${dir}/prometheus/data`,
        `--web.listen-address=127.0.0.1:${prometheusPort}`,
        // A minute at first; an alert that Alertmanager missed is sent again after so long.
        '--rules.alert.resend-delay=5s',
      ],
      () => answers(`${prometheusUrl}/-/ready`),
    ),
  );

  const stack: AlertStack = {
    lab,
    proxy: {
      ...proxy,
      async metrics() {
        const answer = await fetch(`http://127.0.0.1:${proxyPort}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
        return answer.text();
      },
    },
    prometheus,
    alertmanager,
    rules: async () => RuleGroups.parse(await json(`${prometheusUrl}/api/v1/rules`)).data.groups.flatMap(({ rules }) => rules),
    managed: async (alertname) => {
      const filter = encodeURIComponent(`alertname="${alertname}"`);
      return ManagedAlerts.parse(await json(`${alertmanagerUrl}/api/v2/alerts?filter=${filter}`));
    },
    logged: async () => Logged.parse(await json(`${logger.url}/alerts`)).alerts.reverse(),
    check: () => runCheck(process?.env),
    lines: () => logger.log(),
    async close() {
      await Promise.all([prometheus.end(), alertmanager.end(), logger.stop()]);
      await proxy.end();
      await lab.close();
      await rm(dir, { recursive: true });
    },
  };
  await Promise.all([proxy.begin(), alertmanager.begin()]);
  await prometheus.begin();
  await until(
    async () => {
      const rules = await stack.rules();
      const scraped = await json(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent('count(tart_vm_up == 1)')}`);
      return (rules.every(({ health }) => health === 'ok') && JSON.stringify(scraped).includes('"10"')) || undefined;
    },
    20_000,
    async () => JSON.stringify((await stack.rules()).filter(({ health }) => health !== 'ok')),
  );
  return stack;
}

/** Runs the command as a user does. The lab lives in this process, so it must not block. */
async function runCheck(env: NodeJS.ProcessEnv | undefined): Promise<string> {
  const child = spawn(globalThis.process.execPath, [PROGRAM, 'check'], { env });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return text;
}

async function openLogger(): Promise<Program & { url: string }> {
  const args = ['--disable-warning=ExperimentalWarning', join(ROOT, 'webhook-logger/src/main.ts'), '--listen', '127.0.0.1:0'];
  const program = await startProgram(globalThis.process.execPath, args, (log) => log.includes('"listening"'));
  const [, url = ''] = /"url":"([^"]+)"/.exec(program.log()) ?? [];
  return { ...program, url };
}

/** The provisioned configuration in a folder of its own: other addresses, periods of a second, rules in less time. */
async function writePrometheus(dir: string, ports: Record<'proxyPort' | 'prometheusPort' | 'alertmanagerPort', number>): Promise<void> {
  const home = join(dir, 'prometheus');
  for (const folder of ['', 'rules', 'targets']) await mkdir(join(home, folder), { recursive: true });
  const text = await repository('provisioning/prometheus/prometheus.yml');
  const own = text
    .replaceAll(/_interval: 15s/g, '_interval: 1s')
    .replaceAll('/run/secrets/tart-lab-token', join(home, 'token'))
    .replaceAll('alertmanager:9093', `127.0.0.1:${ports.alertmanagerPort}`)
    .replaceAll('127.0.0.1:9090', `127.0.0.1:${ports.prometheusPort}`);
  await writeFile(join(home, 'prometheus.yml'), own);
  await writeFile(join(home, 'token'), TOKEN, { mode: 0o600 });
  await writeFile(join(home, 'targets/tart-lab.yaml'), stringify([{ targets: [`127.0.0.1:${ports.proxyPort}`] }]));
  for (const name of await readdir(join(ROOT, 'provisioning/prometheus/rules')))
    await writeFile(join(home, 'rules', name), scaledRules(await repository(`provisioning/prometheus/rules/${name}`)));
}
