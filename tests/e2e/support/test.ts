import type { BrowserContext } from '@playwright/test';
import { expect as grafanaExpect, test as grafanaTest } from '@grafana/plugin-e2e';
import { z } from 'zod';
import { Lab } from './lab.ts';
import { Dashboards } from './dashboards.ts';
import { GRAFANA_URL, LOGIN } from './grafana.ts';

/** Grafana 13's gauge, which 12.4 has behind a switch: it writes its value into the page. The older one paints it, out of a test's sight. */
const NEW_GAUGE = { name: 'grafana.featureToggles', value: 'newGauge=1' };
const Health = z.object({ version: z.string() });

interface Fixtures {
  /** What the lab behind the source has, asked through Grafana as the plugin asks. */
  readonly lab: Lab;
  /** Dashboards that a test makes; they are gone after it. */
  readonly dashboards: Dashboards;
  /** What went wrong on the page: exceptions, and answers of our source that are refused. Empty at the end, or the test says why. */
  readonly faults: string[];
}

interface WorkerFixtures {
  /** One browser profile for all tests: Grafana's files are loaded and compiled once, every test is a new tab. */
  readonly profile: BrowserContext;
}

export const test = grafanaTest.extend<Fixtures, WorkerFixtures>({
  profile: [
    async ({ browser }, use) => {
      const profile = await browser.newContext({
        baseURL: GRAFANA_URL,
        viewport: { width: 1600, height: 1000 },
        locale: 'en-US',
        reducedMotion: 'reduce',
        storageState: { cookies: [], origins: [{ origin: new URL(GRAFANA_URL).origin, localStorage: [NEW_GAUGE] }] },
      });
      // Its own login: Grafana renews a session's cookie every ten minutes, and only the browser learns the new one.
      const answer = await profile.request.post('/login', { data: LOGIN });
      if (!answer.ok()) throw new Error(`Grafana refuses the login of GRAFANA_USER and GRAFANA_PASSWORD: ${answer.status()}`);
      await use(profile);
      await profile.close();
    },
    { scope: 'worker' },
  ],
  context: ({ profile }, use) => use(profile),
  page: async ({ profile }, use) => {
    const page = await profile.newPage();
    // What cannot be clicked says so long before its test ends.
    page.setDefaultTimeout(30_000);
    page.setDefaultNavigationTimeout(60_000);
    await use(page);
    await page.close();
  },
  grafanaVersion: async ({ request }, use) => {
    const { version } = Health.parse(await (await request.get('/api/health')).json());
    await use(version.replace(/-.*/, ''));
  },
  lab: ({ request }, use) => use(new Lab(request)),
  dashboards: async ({ request }, use) => {
    const dashboards = new Dashboards(request);
    await use(dashboards);
    await dashboards.removeAll();
  },
  faults: async ({ page }, use) => {
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('response', (response) => {
      if (response.status() >= 400 && response.url().includes('/datasources/proxy/')) faults.push(`${response.status()} ${response.url()}`);
    });
    await use(faults);
  },
});
export const expect = grafanaExpect;
