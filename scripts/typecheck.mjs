// Every workspace under strict TypeScript, one project after the other.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root, run } from './setup.mjs';

ensurePackages();
for (const project of ['contract', 'backend-proxy', 'lab', 'bench', 'workbench', 'webhook-logger', 'dashboards', 'tests', '.']) {
  if (existsSync(join(root, project, 'tsconfig.json'))) run('tsc', ['-p', project]);
}
