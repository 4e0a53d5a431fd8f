import path from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkbench } from './server.ts';

/** `node workbench/src/main.ts --proxy http://127.0.0.1:4100 [--port 3300]`; the token comes from TART_LAB_TOKEN. */
const { values } = parseArgs({
  options: { proxy: { type: 'string', default: 'http://127.0.0.1:4100' }, port: { type: 'string', default: '3300' } },
});
const workbench = await openWorkbench({
  port: Number(values.port),
  pluginDir: path.join(import.meta.dirname, '../../dist'),
  proxyUrl: values.proxy,
  token: process.env['TART_LAB_TOKEN'],
});
console.log(`tart-lab: the workbench page is at ${workbench.url}`);

const stop = (): void => void workbench.close();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
