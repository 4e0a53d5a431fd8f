#!/usr/bin/env node
// `npx tart-lab`: builds the proxy when its sources are newer, and runs it on the Node of the install.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { nodePath, proxyArgs, proxyEnv, root, toolEnv } from '../../scripts/setup.mjs';

build({ only: 'proxy' });
// As with npm start: without a configuration, the simulated lab's, where there is one.
const simulated = join(root, '.tart-lab/lab/tart-lab.yaml');
const env = { ...proxyEnv, ...toolEnv };
if (!env.TART_LAB_CONFIG && !existsSync('tart-lab.yaml') && existsSync(simulated) && process.argv[2] !== 'init')
  env.TART_LAB_CONFIG = simulated;
const child = spawn(nodePath, [...proxyArgs, ...process.argv.slice(2)], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
