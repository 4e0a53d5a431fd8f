#!/usr/bin/env node
// `npx tart-lab`: builds the proxy when its sources are newer, and runs it on the Node of the install.
import { spawn } from 'node:child_process';
import { build } from '../../scripts/build.mjs';
import { nodePath, proxyArgs, toolEnv } from '../../scripts/setup.mjs';

build({ only: 'proxy' });
const child = spawn(nodePath, [...proxyArgs, ...process.argv.slice(2)], { stdio: 'inherit', env: toolEnv });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
