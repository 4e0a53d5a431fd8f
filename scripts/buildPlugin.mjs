import { rspack } from '@rspack/core';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import config from '../rspack.config.mjs';
import { inspectBundle } from './inspectBundle.mjs';

const root = path.join(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** Runs one rspack configuration; rejects with the compiler's own words. */
export function compile(configuration) {
  return new Promise((resolve, reject) => {
    const compiler = rspack(configuration);
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error) reject(error);
        else if (stats.hasErrors()) reject(new Error(stats.toString({ preset: 'errors-only', colors: false })));
        else resolve();
      });
    });
  });
}

/** What a release holds besides its code: where it comes from, and its place in `dist/`. */
const FILES = {
  'src/img': 'img',
  'docs/images': 'img',
  dashboards: 'dashboards',
  locales: 'locales',
  'src/README.md': 'README.md',
  'CHANGELOG.md': 'CHANGELOG.md',
  LICENSE: 'LICENSE',
};

/** A dashboard is its JSON; how it was made stays here. So do pictures that the manifest does not show. */
const isReleased = (file, screenshots) =>
  !/dashboards\/src/.test(file) && (!/docs\/images\/./.test(file) || screenshots.has(`img/${path.basename(file)}`));

/** Builds `dist/` as Grafana reads it and refuses a bundle that Grafana would not load. Resolves to the bundle's sizes in bytes. */
export async function buildPlugin() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await compile(config);

  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const manifest = await readFile(path.join(root, 'plugin.json'), 'utf8');
  const today = new Date().toISOString().slice(0, 10);
  await writeFile(path.join(dist, 'plugin.json'), manifest.replaceAll('%VERSION%', version).replaceAll('%TODAY%', today));
  const screenshots = new Set(JSON.parse(manifest).info.screenshots.map((one) => one.path));
  for (const [from, to] of Object.entries(FILES)) {
    const filter = (file) => isReleased(path.relative(root, file), screenshots);
    await cp(path.join(root, from), path.join(dist, to), { recursive: true, filter });
  }

  const report = inspectBundle(
    await readFile(path.join(dist, 'module.js'), 'utf8'),
    JSON.parse(await readFile(path.join(dist, 'module.js.map'), 'utf8')),
  );
  if (report.faults.length > 0) throw new Error(`dist/module.js is not fit for Grafana:\n- ${report.faults.join('\n- ')}`);
  return report;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { bytes, gzipBytes } = await buildPlugin();
  process.stdout.write(`dist/module.js: ${(bytes / 1000).toFixed(1)} kB, ${(gzipBytes / 1000).toFixed(1)} kB gzip\n`);
}
