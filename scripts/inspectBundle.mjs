import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { SHARED } from '../rspack.config.mjs';

export const GZIP_LIMIT_BYTES = 60_000;

/** Grafana takes a module with any of these for an Angular plugin and refuses to load it. */
const ANGULAR_MARKS = ['PanelCtrl', 'ConfigCtrl', 'app/plugins/sdk', 'angular.isNumber(', 'ctrl.annotation', '"QueryCtrl"', "'QueryCtrl'"];

/** Words that only React's own code holds; a bundled copy of it crashes under another React. */
const REACT_MARKS = [
  '__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED',
  '__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE',
];

/** Packages that Grafana gives to every plugin, and those that no plugin may ask for. */
const NEVER_BUNDLED = [...SHARED.filter((name) => !name.includes('jsx-runtime')), 'react-router', '@emotion/react', 'uplot'];

/**
 * What is wrong with a built `module.js`, by its text and its source map. No faults means that Grafana can load it.
 * `dependencies` are the names in the AMD `define` call; sizes are bytes.
 */
export function inspectBundle(code, map) {
  const faults = [];
  const gzipBytes = gzipSync(code, { level: 9 }).length;
  if (gzipBytes > GZIP_LIMIT_BYTES) faults.push(`it has ${gzipBytes} bytes gzip; the limit is ${GZIP_LIMIT_BYTES}`);

  for (const mark of ANGULAR_MARKS) if (code.includes(mark)) faults.push(`it holds the Angular mark ${mark}`);
  for (const mark of REACT_MARKS) if (code.includes(mark)) faults.push('it holds a copy of React');

  const define = /define\(\[([^\]]*)\]/.exec(code);
  const dependencies = define ? [...define[1].matchAll(/"([^"]+)"/g)].map(([, name]) => name) : [];
  if (!define) faults.push('it is no AMD module');
  for (const name of dependencies) {
    if (name !== 'module' && !SHARED.includes(name)) faults.push(`it asks Grafana for ${name}, which Grafana does not share`);
  }
  for (const source of map.sources) {
    const bundled = NEVER_BUNDLED.find((name) => source.includes(`/node_modules/${name}/`));
    if (bundled) faults.push(`it bundles ${bundled} (${source})`);
  }
  return { faults, dependencies, bytes: Buffer.byteLength(code), gzipBytes };
}
