import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../run/findProgram.ts';
import { freePort } from '../run/freePort.ts';
import type { Owner } from '../run/owner.ts';
import { startProcess, waitUntil } from '../run/startProcess.ts';
import { promClient, type PromClient } from './promClient.ts';

export interface Prometheus extends PromClient {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Debian's Prometheus server on the loopback interface with the given scrape targets and a data folder of its own
 * (or one that holds blocks already). Throws when it is not installed or not ready within 60 s.
 */
export async function startPrometheus(owner: Owner, targets: readonly string[], dataFolder: string): Promise<Prometheus> {
  const program = findProgram('prometheus');
  if (program === null) throw new Error('prometheus is not installed');
  const port = await freePort();
  const config = join(owner.folder(), 'prometheus.yml');
  const scrape = targets.length > 0 ? [{ job_name: 'node', static_configs: [{ targets }] }] : [];
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: '5s', scrape_timeout: '4s' }, scrape_configs: scrape }));
  const started = await startProcess(owner, program, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${dataFolder}`,
    '--storage.tsdb.retention.time=30d',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ]);
  started.child.stdout?.resume();
  const url = `http://127.0.0.1:${port}`;
  await waitUntil('prometheus', 60_000, () => isReady(`${url}/-/ready`), started);
  return { ...promClient(url), pid: started.pid, stop: started.stop };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false, // not listening yet
  );
