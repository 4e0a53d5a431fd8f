// Set-up that every command shares. Plain JavaScript on built-ins alone: it runs before anything is installed, on Node 18 or later.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');

/** The Node that the install brought along; every program of ours runs on it. */
export const nodePath = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * How the proxy is started (docs/decisions/0005-what-the-proxy-costs.md). A small young generation keeps it within its memory budget.
 * It works for milliseconds every 5 s: compiling costs it more than compiled code saves, so only the cheaper of V8's two optimizing
 * compilers is used, and late. Loops, as of queries over days, are compiled as soon as ever.
 */
export const proxyFlags = ['--no-short-builtin-calls', '--max-semi-space-size=4', '--no-opt', '--invocation-count-for-maglev=20000'];
export const proxyArgs = [...proxyFlags, join(root, 'backend-proxy/dist/tart-lab.js')];
/** glibc otherwise keeps memory of its own for each of V8's threads: 6 to 10 MB. Elsewhere it means nothing. */
export const proxyEnv = { MALLOC_ARENA_MAX: '1' };

/** The environment for child processes: our Node and tools first. */
export const toolEnv = { ...process.env, PATH: `${dirname(nodePath)}:${join(modules, '.bin')}:${process.env.PATH ?? ''}` };

/** Whether npm installed a folder's packages after its lock file last changed. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

function installPackages(folder, ...options) {
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...options], { cwd: folder, env });
}

/** Installs the packages of the lock file. */
export function ensurePackages() {
  if (existsSync(nodePath) && isInstalled(root)) return;
  say('installing packages (once; about two minutes)');
  installPackages(root);
  if (!existsSync(nodePath))
    fail(`npm ci left no Node at ${nodePath}`, 'allow the install script of the package "node": npm config set ignore-scripts false');
}

/** Installs Grafana 13.2's packages, which only the plugin's second type check and tests need. */
export function ensureGrafana13() {
  const folder = join(root, 'tests/grafana-13');
  if (isInstalled(folder)) return;
  say('installing the packages of Grafana 13.2 for the tests (once; about a minute)');
  installPackages(folder, '--ignore-scripts');
}

/** Runs a program to its end with our tools in PATH; a failure ends this process with the same code. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: toolEnv, ...options });
  if (done.error) fail(`${command} could not be started: ${done.error.message}`, `install ${command}, or put it in PATH`);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** Runs a script on our Node. */
export function runNode(args, options = {}) {
  run(nodePath, args, options);
}

export function say(text) {
  console.log(`tart-lab: ${text}`);
}

export function fail(what, advice) {
  console.error(`tart-lab: ${what}\n  next: ${advice}`);
  process.exit(1);
}
