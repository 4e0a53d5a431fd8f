// Every workspace under strict TypeScript, one project after the other; the plugin also against Grafana 13.2.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureGrafana13, ensurePackages, root, run } from './setup.mjs';

ensurePackages();
ensureGrafana13();
for (const project of [
  'contract',
  'backend-proxy',
  'lab',
  'bench',
  'workbench',
  'webhook-logger',
  'dashboards',
  'tests',
  '.',
  'tests/grafana-13',
]) {
  if (existsSync(join(root, project, 'tsconfig.json'))) run('tsc', ['-p', project]);
}
