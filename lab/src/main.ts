import { parseArgs } from 'node:util';
import type { LabOptions } from './openLab.ts';
import { sendCommand } from './sendCommand.ts';

const USAGE = `npm run lab -- [--vms N] [--clusters N] [--seed N] [--dir DIR]   starts the simulated lab
               [--ssh-port PORT] [--api-port PORT] [--port PORT]
               [--loki URL]                                      where the proxy pushes its events
               [--check NAME=URL …]                              what tart-lab check tries beside it: prometheus=http://…, grafana, …
               [--pods N] [--churn N]                            for benchmarks: pods a cluster, changes a second in all
npm run lab -- status                                            its VMs and clusters, and what is wrong with them
npm run lab -- faults                                            the faults there are
npm run lab -- fault NAME TARGET [VALUE]                         does one
npm run lab -- load-test [CLUSTER] [VUS] [SECONDS]               k6 against nginx-web: dev, 100 users, 60 s
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      vms: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      dir: { type: 'string', default: '.tart-lab/lab' },
      'ssh-port': { type: 'string', default: '10022' },
      clusters: { type: 'string', default: '4' },
      'api-port': { type: 'string' },
      pods: { type: 'string', default: '0' },
      churn: { type: 'string', default: '0' },
      port: { type: 'string', default: '0' },
      loki: { type: 'string' },
      check: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    const { faultsText } = await import('./faults/doFault.ts');
    process.stdout.write(`${USAGE}\n${faultsText()}`);
    return;
  }
  if (positionals.length > 0) {
    const { ok, text } = await sendCommand(values.dir, positionals);
    (ok ? process.stdout : process.stderr).write(text.endsWith('\n') ? text : `${text}\n`);
    process.exitCode = ok ? 0 : 1;
    return;
  }
  await serve({
    vms: wholeNumber('--vms', values.vms, 1, 5000),
    seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    dir: values.dir,
    sshPort: wholeNumber('--ssh-port', values['ssh-port'], 0, 65_000),
    clusters: wholeNumber('--clusters', values.clusters, 0, 4),
    ...(values['api-port'] === undefined ? {} : { apiPort: wholeNumber('--api-port', values['api-port'], 0, 65_000) }),
    pods: wholeNumber('--pods', values.pods, 0, 20_000),
    churnPerSecond: wholeNumber('--churn', values.churn, 0, 5000),
    port: wholeNumber('--port', values.port, 0, 65_535),
    ...(values.loki === undefined ? {} : { lokiUrl: values.loki }),
    systems: Object.fromEntries(values.check.map(nameAndUrl)),
  });
}

async function serve(options: LabOptions & { readonly port: number }): Promise<void> {
  // Loaded here, so that commands to a running lab start quickly.
  const [{ openLab }, { openControl }] = await Promise.all([import('./openLab.ts'), import('./control.ts')]);
  const lab = await openLab(options);
  const control = await openControl(lab, options.port);
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const vms = lab.vms();
  const port = vms[0]?.port ?? 0;
  const apis = lab.clusters.map(({ name, server }) => `${name} ${server.port}`).join(', ');
  const clusters = apis === '' ? '' : `; Kubernetes APIs on 127.0.0.1: ${apis}`;
  console.log(`lab ready: ${vms.length} VMs on ${vms[0]?.host ?? ''} and on, port ${port}${clusters}; configuration ${lab.configFile}`);
  await ended;
  await control.close();
  await lab.close();
}

function nameAndUrl(given: string): [name: string, url: string] {
  const [, name, url] = /^([a-z]+)=(https?:\/\/.+)$/.exec(given) ?? [];
  if (name === undefined || url === undefined)
    throw new Error(`--check is NAME=URL, such as prometheus=http://127.0.0.1:9090, not "${given}"`);
  return [name, url];
}

function wholeNumber(option: string, given: string, low: number, high: number): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new Error(`${option} is a whole number from ${low} to ${high}, not "${given}"`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
