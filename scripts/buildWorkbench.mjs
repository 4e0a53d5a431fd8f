import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { rspack } from '@rspack/core';
import { typescriptRule } from '../rspack.config.mjs';
import { compile } from './buildPlugin.mjs';

const root = path.join(import.meta.dirname, '..');
/** `--grafana-13` makes the page of Grafana 13.2's packages, for the tests. */
const grafana13 = process.argv.includes('--grafana-13') ? path.join(root, 'tests/grafana-13') : undefined;
const dist = grafana13 ? path.join(grafana13, 'dist') : path.join(root, 'workbench/dist');
/** Where the page's own files find packages; a package finds its own beside itself. */
const packages = grafana13 ? [path.join(grafana13, 'node_modules'), 'node_modules'] : ['node_modules'];

/** The page with the real packages that Grafana shares with plugins; the plugin itself is not in it. */
const config = {
  name: 'workbench',
  mode: 'production',
  target: ['web', 'es2022'],
  context: root,
  entry: { page: './workbench/src/page/main.tsx' },
  devtool: false,
  output: { path: dist, filename: '[name].js', chunkFilename: 'chunk-[contenthash].js', publicPath: '/', clean: true },
  resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js'], fallback: { path: false, fs: false, stream: false, util: false } },
  module: {
    rules: [
      typescriptRule,
      { include: path.join(root, 'workbench/src'), resolve: { modules: packages } },
      { test: /\.css$/, type: 'css' },
      // Grafana's packages take named imports from CommonJS ones and leave out file endings, as their own build allows.
      { test: /\.m?js$/, type: 'javascript/auto', resolve: { fullySpecified: false } },
    ],
  },
  // SystemJS brings a global `define`: bundled packages must not hand themselves to it.
  plugins: [new rspack.DefinePlugin({ 'typeof define': JSON.stringify('undefined') })],
  performance: { hints: false },
};

await compile(config);
await mkdir(dist, { recursive: true });
await cp(path.join(root, 'workbench/src/page/index.html'), path.join(dist, 'index.html'));
for (const file of ['system.js', 'extras/amd.js', 'extras/named-register.js']) {
  await cp(path.join(root, 'node_modules/systemjs/dist', file), path.join(dist, path.basename(file)));
}
