import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from '../run/owner.ts';
import { REPOSITORY } from '../run/repository.ts';
import { runToEnd } from '../run/runToEnd.ts';

const SOURCES = ['backend-proxy/src', 'contract'];

/** The proxy as users run it: the bundle, built when it is missing or older than its sources. Gives its path. */
export async function buildBundle(owner: Owner): Promise<string> {
  const bundle = join(REPOSITORY, 'backend-proxy/dist/tart-lab.js');
  const newest = Math.max(...SOURCES.flatMap((folder) => changesMs(join(REPOSITORY, folder))));
  if (!existsSync(bundle) || statSync(bundle).mtimeMs < newest) {
    await runToEnd(owner, process.execPath, [join(REPOSITORY, 'scripts/buildProxy.mjs')]);
  }
  return bundle;
}

const changesMs = (folder: string): number[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules') && !entry.name.endsWith('.test.ts'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
