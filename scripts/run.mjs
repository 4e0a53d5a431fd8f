// `node scripts/run.mjs FILE [arguments]`: runs one of our programs on the Node of the install.
import { spawn } from 'node:child_process';
import { ensurePackages, nodePath, root, toolEnv } from './setup.mjs';

ensurePackages();
const child = spawn(nodePath, ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: toolEnv,
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
