// Bundles the proxy: one file to run and one for the history's worker thread. Packages stay outside; they are installed beside it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

const out = join(root, 'backend-proxy/dist');
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [
    { in: join(root, 'backend-proxy/src/main.ts'), out: 'tart-lab' },
    { in: join(root, 'backend-proxy/src/store/worker.ts'), out: 'storeWorker' },
  ],
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  external: ['express', 'pino', 'ssh2', 'yaml', 'zod'],
  define: { 'process.env.TART_LAB_VERSION': JSON.stringify((await import('../package.json', { with: { type: 'json' } })).default.version) },
  sourcemap: true,
  logLevel: 'warning',
});
