import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every file below a folder: its path from there, with forward slashes, and its bytes. */
async function readTree(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.sort().map(async (file) => [path.relative(folder, file).replaceAll(path.sep, '/'), await readFile(file)]),
  );
  return new Map(read);
}

/**
 * What the rules look at: `files`, the built plugin as it would be zipped (path → bytes); `sources`, what it was built from
 * (path from the root, such as `src/module.ts` → text); `version`, that of package.json.
 */
export async function readRelease(root) {
  const files = await readTree(path.join(root, 'dist'));
  const sources = new Map();
  for (const folder of ['src', 'contract']) {
    const tree = await readTree(path.join(root, folder));
    for (const [file, bytes] of tree) if (/\.(tsx?|json)$/.test(file)) sources.set(`${folder}/${file}`, bytes.toString());
  }
  sources.set('plugin.json', await readFile(path.join(root, 'plugin.json'), 'utf8'));
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return { files, sources, version };
}
