// Bundles the proxy: one file to run and one for the history's worker thread. Packages stay outside; they are installed beside it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

/**
 * Of client-node only its kubeconfig, authentication and agents are used. Its config.js also names the generated API (900 models),
 * undici and a YAML reader for ways that are never taken: loading the first two costs the proxy 60 MB. They are left out.
 */
const clientNodeCore = {
  name: 'client-node-core',
  setup(bundler) {
    const leaveOut = { namespace: 'left-out', sideEffects: false };
    const byClientNode = ({ path, importer }) => (importer.includes('@kubernetes/client-node') ? { path, ...leaveOut } : undefined);
    bundler.onResolve({ filter: /^\.\/gen\/index\.js$|^js-yaml$/ }, byClientNode);
    bundler.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, ...leaveOut }));
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `const absent = () => { throw new Error(${JSON.stringify(`${path} is not part of the bundle`)}); };
        export { absent as createConfiguration, absent as ServerConfiguration, absent as Agent, absent as ProxyAgent, absent as load };`,
    }));
  },
};

/** What few kubeconfigs need (OpenID Connect, SOCKS, the output of a cloud's command): a file each, read with its first use. They take 4 MB. */
const LATER = ['jsonpath-plus', 'openid-client', 'socks', 'socks-proxy-agent'];

/**
 * A module whose parts are looked for in another when one is used: esbuild copies own names at once, and asks the prototype for others.
 * Of a CommonJS package all parts are below `default`.
 */
const usedLater = (file) => `const part = (module, name) => (name in module ? module : module.default)[name];
  module.exports = Object.create(new Proxy({}, { get: (_, name) => part(require(${JSON.stringify(file)}), name) }));`;

const readLater = {
  name: 'read-later',
  setup(bundler) {
    bundler.onResolve({ filter: new RegExp(`^(${LATER.join('|')})$`) }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path, namespace: 'read-later' },
    );
    bundler.onLoad({ filter: /.*/, namespace: 'read-later' }, ({ path }) => ({ contents: usedLater(`./${path}.js`) }));
    bundler.onResolve({ filter: /^\.\// }, ({ path, namespace }) => (namespace === 'read-later' ? { path, external: true } : undefined));
  },
};

/**
 * An ES import of these reads every name that they have, and some names load more when they are read: with node:http comes all of
 * undici (4 MB), with node:fs its promises, with node:tls the text of 121 root certificates. `require` reads none.
 */
const requiredBuiltins = {
  name: 'required-builtins',
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?(crypto|fs|http|process|tls|util)$/ }, ({ path, namespace, kind }) =>
      namespace === 'required' || kind === 'require-call' ? { path, external: true } : { path, namespace: 'required' },
    );
    bundler.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** The words of fifty languages for what a schema refuses; English is imported by itself. */
const zodInEnglish = {
  name: 'zod-in-english',
  setup(bundler) {
    bundler.onResolve({ filter: /locales\/index\.js$/ }, ({ path, importer }) =>
      importer.includes('/zod/') ? { path, namespace: 'no-locales', sideEffects: false } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'no-locales' }, () => ({ contents: 'export {};' }));
  },
};

const out = join(root, 'backend-proxy/dist');
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [
    { in: join(root, 'backend-proxy/src/main.ts'), out: 'tart-lab' },
    { in: join(root, 'backend-proxy/src/store/worker.ts'), out: 'storeWorker' },
    ...LATER.map((name) => ({ in: name, out: name })),
  ],
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  external: ['express', 'pino', 'ssh2', 'ws', 'yaml', '@grpc/grpc-js', '@grpc/proto-loader'],
  plugins: [clientNodeCore, readLater, requiredBuiltins, zodInEnglish],
  // What comes along with client-node is partly CommonJS, and asks for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  define: { 'process.env.TART_LAB_VERSION': JSON.stringify((await import('../package.json', { with: { type: 'json' } })).default.version) },
  // Without what only readers need the text is half as long, and stays in memory. Names stay, for stacks in the log.
  minifyWhitespace: true,
  minifySyntax: true,
  charset: 'ascii',
  legalComments: 'none',
  sourcemap: true,
  logLevel: 'warning',
});
