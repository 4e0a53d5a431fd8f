// `npm run package`: builds the plugin, checks it by the catalog's rules and writes ID-VERSION.zip with its SHA-1; `--check` only checks.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { build } from './build.mjs';
import { root, say } from './setup.mjs';

const checkOnly = process.argv.includes('--check');
build({ force: !checkOnly });
// Only now is what they import installed for certain.
const { catalogFaults } = await import('./catalog/check.mjs');
const { readRelease } = await import('./catalog/release.mjs');

const release = await readRelease(root);
const faults = catalogFaults(release);
for (const fault of faults) console.error(`tart-lab: not fit for the catalog: ${fault}`);
if (faults.length > 0) process.exit(1);
say(`${release.files.size} files are fit for the catalog`);
if (!checkOnly) await writeZip(release.files, JSON.parse(release.files.get('plugin.json').toString()));

/** One folder named after the plugin; the same files make the same bytes. */
async function writeZip(files, { id, info }) {
  const { default: yazl } = await import('yazl');
  const zip = new yazl.ZipFile();
  const at = { mtime: new Date(`${info.updated}T00:00:00Z`), mode: 0o100644, forceDosTimestamp: true };
  for (const [file, bytes] of files) zip.addBuffer(bytes, `${id}/${file}`, at);
  zip.end();
  const path = join(root, `${id}-${info.version}.zip`);
  await pipeline(zip.outputStream, createWriteStream(path));
  const written = await readFile(path);
  await writeFile(`${path}.sha1`, `${createHash('sha1').update(written).digest('hex')}\n`);
  say(`wrote ${id}-${info.version}.zip (${(written.length / 1000).toFixed(0)} kB) and its SHA-1`);
}
