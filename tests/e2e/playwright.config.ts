import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { BROWSER } from '../support/browser.ts';
import { GRAFANA_URL, LOGIN } from './support/grafana.ts';

const ours = join(import.meta.dirname, '../../.tart-lab/e2e');

/** The plugin in a real Grafana, one test after the other: they share one server and look at what it does. */
export default defineConfig<PluginOptions>({
  testDir: import.meta.dirname,
  outputDir: join(ours, 'results'),
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [['list'], ['html', { outputFolder: join(ours, 'report'), open: 'never' }]],
  use: {
    baseURL: GRAFANA_URL,
    user: LOGIN,
    httpCredentials: { username: LOGIN.user, password: LOGIN.password, send: 'always' },
    grafanaAPICredentials: LOGIN,
    provisioningRootDir: join(import.meta.dirname, '../../provisioning'),
    launchOptions: BROWSER,
  },
  projects: [
    { name: 'lab', testMatch: 'lab.setup.ts' },
    { name: 'grafana', testMatch: '*.test.ts', dependencies: ['lab'] },
    // What a browser pays: `npm run e2e -- --project=figures`.
    { name: 'figures', testMatch: 'figures/*.ts', dependencies: ['lab'], timeout: 900_000 },
  ],
});
