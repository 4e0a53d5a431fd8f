// `npm run e2e`: the plugin in a real Grafana, which GRAFANA_URL names. Arguments go to Playwright: a file, `--project=figures`, `--list`.
import { ensurePackages, fail, root, run, say } from './setup.mjs';

ensurePackages();
const url = process.env.GRAFANA_URL;
if (!url) {
  fail(
    'GRAFANA_URL is not set: there is no Grafana to look at',
    'GRAFANA_HOME=… npm start, or docker compose up; then GRAFANA_URL=http://127.0.0.1:3000 npm run e2e',
  );
}
const health = await fetch(new URL('/api/health', url), { signal: AbortSignal.timeout(10_000) }).then(
  (answer) => answer.json(),
  (error) =>
    fail(`no Grafana answers at ${url}: ${error.cause?.message ?? error.message}`, 'start one (npm start), or correct GRAFANA_URL'),
);
say(`Grafana ${health.version} at ${url}`);
const args = process.argv.slice(2);
// What is measured takes a quarter of an hour and is asked for by name.
const project = args.some((arg) => arg.startsWith('--project')) ? [] : ['--project=grafana'];
run('playwright', ['test', '--config', 'tests/e2e/playwright.config.ts', ...project, ...args], { cwd: root });
