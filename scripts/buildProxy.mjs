// Bundles the proxy: one file to run and one for the history's worker thread. Packages stay outside; they are installed beside it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

/**
 * Of client-node only its kubeconfig, authentication and agents are used. Its config.js also names the generated API (900 models)
 * and undici for ways to the server that are never taken: loading both costs the proxy 60 MB. They are left out.
 */
const clientNodeCore = {
  name: 'client-node-core',
  setup(bundler) {
    const leaveOut = { namespace: 'left-out', sideEffects: false };
    bundler.onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ path, importer }) =>
      importer.includes('@kubernetes/client-node') ? { path, ...leaveOut } : undefined,
    );
    bundler.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, ...leaveOut }));
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `const absent = () => { throw new Error(${JSON.stringify(`${path} is not part of the bundle`)}); };
        export { absent as createConfiguration, absent as ServerConfiguration, absent as Agent, absent as ProxyAgent };`,
    }));
  },
};

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
  external: ['express', 'pino', 'ssh2', 'ws', 'yaml', 'zod', '@grpc/grpc-js', '@grpc/proto-loader'],
  plugins: [clientNodeCore],
  // What comes along with client-node is partly CommonJS, and asks for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  define: { 'process.env.TART_LAB_VERSION': JSON.stringify((await import('../package.json', { with: { type: 'json' } })).default.version) },
  sourcemap: true,
  logLevel: 'warning',
});
