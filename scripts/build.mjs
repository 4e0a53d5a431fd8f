// Builds what is older than its sources: the proxy (dist/tart-lab.js and its worker), the plugin (dist/), the workbench page.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root, runNode, say } from './setup.mjs';

/** How the plugin is built; the workbench page shares it. */
const PLUGIN_BUILD = ['rspack.config.mjs', 'scripts/buildPlugin.mjs', 'scripts/inspectBundle.mjs'];

const PARTS = [
  {
    name: 'proxy',
    script: 'scripts/buildProxy.mjs',
    sources: ['backend-proxy/src', 'backend-proxy/package.json', 'contract', 'scripts/buildProxy.mjs'],
    result: 'backend-proxy/dist/tart-lab.js',
  },
  {
    name: 'plugin',
    script: 'scripts/buildPlugin.mjs',
    sources: ['src', 'contract', 'locales', 'plugin.json', 'package.json', 'CHANGELOG.md', 'docs/images', 'dashboards', ...PLUGIN_BUILD],
    result: 'dist/module.js',
  },
  {
    name: 'workbench page',
    script: 'scripts/buildWorkbench.mjs',
    sources: ['workbench/src', 'workbench/package.json', 'scripts/buildWorkbench.mjs', ...PLUGIN_BUILD],
    result: 'workbench/dist/page.js',
  },
];

/** For the tests alone: the workbench page made of Grafana 13.2's packages. */
export const GRAFANA_13_PAGE = {
  name: 'workbench page of Grafana 13.2',
  script: 'scripts/buildWorkbench.mjs',
  args: ['--grafana-13'],
  sources: ['workbench/src', 'tests/grafana-13/package-lock.json', 'scripts/buildWorkbench.mjs', ...PLUGIN_BUILD],
  result: 'tests/grafana-13/dist/page.js',
};

/** Newest change below a path, in ms; 0 when there is nothing. */
function newestMs(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .reduce((newest, entry) => Math.max(newest, newestMs(join(path, entry.name))), 0);
}

/** Builds the parts whose sources changed since, or all with `force`. */
export function build({ force = false, parts = PARTS } = {}) {
  ensurePackages();
  for (const part of parts) {
    const result = join(root, part.result);
    const fresh = existsSync(result) && statSync(result).mtimeMs > Math.max(...part.sources.map((source) => newestMs(join(root, source))));
    if (fresh && !force) continue;
    say(`building the ${part.name}`);
    runNode([part.script, ...(part.args ?? [])]);
  }
}

if (process.argv[1] === import.meta.filename || process.argv[1]?.endsWith('scripts/build.mjs'))
  build({ force: process.argv.includes('--force') });
