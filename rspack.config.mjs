import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = import.meta.dirname;
const { id } = JSON.parse(readFileSync(path.join(root, 'plugin.json'), 'utf8'));

/**
 * What Grafana 12.4 and later hand to a plugin at run time. Nothing of it may be bundled: a second React, or the JSX
 * runtime of another React, breaks the page. A name that is not on Grafana's list must not be here either.
 */
export const SHARED = [
  '@emotion/css',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react/jsx-runtime',
  'react-dom',
  'rxjs',
];

/** TypeScript to what Grafana's browsers read; types are checked by tsc, not here. */
export const typescriptRule = {
  test: /\.tsx?$/,
  loader: 'builtin:swc-loader',
  type: 'javascript/auto',
  options: {
    jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } },
  },
};

/** The plugin: one AMD module with its source map, and the public path taken from where it was loaded. */
export default {
  name: 'plugin',
  mode: 'production',
  target: ['web', 'es2022'],
  context: root,
  entry: { module: './src/module.ts' },
  devtool: 'source-map',
  output: {
    path: path.join(root, 'dist'),
    publicPath: `public/plugins/${id}/`,
    filename: '[name].js',
    chunkFilename: '[name].js?_cache=[contenthash]',
    library: { type: 'amd' },
    uniqueName: id,
    crossOriginLoading: 'anonymous',
    devtoolModuleFilenameTemplate: 'webpack:///./[resource-path]',
  },
  externalsType: 'amd',
  externals: [...SHARED, { 'amd-module': 'module' }],
  resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  module: { rules: [typescriptRule] },
  performance: { hints: false },
};
