import { once } from 'node:events';
import { loadConfig } from '../config/load.ts';
import { openLog } from '../log.ts';
import { openProxy } from '../proxy.ts';
import { configFile } from './configFile.ts';
import { printRefusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/** Set by the build; a run from the sources says so. */
const VERSION = process.env['TART_LAB_VERSION'] ?? 'from sources';

/** `tart-lab serve`: runs the proxy until SIGINT or SIGTERM. Returns the exit code. */
export async function serve(env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const config = loadConfig(configFile(env), env);
  if (!config.ok) return printRefusal(config.error, terminal);
  const log = openLog(config.value.log);
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const proxy = await openProxy(config.value, { log, version: VERSION });
  if (!proxy.ok) return terminal.refuse(`${proxy.error.target}: ${proxy.error.detail}`, proxy.error.advice);
  log.info({ host: config.value.listen.host, port: proxy.value.port, config: config.value.source, version: VERSION }, 'listening');
  await stopped;
  log.info('stopping');
  await proxy.value.close();
  return 0;
}
