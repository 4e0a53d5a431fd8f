import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from '../../workbench/src/server.ts';
import { REFERENCE_NAMES } from '../testlab/testLab.ts';
import { TOKEN } from '../support/proxyProcess.ts';
import { openLabWithProxy, type LabWithProxy } from '../support/simulatedLab.ts';
import { openBrowser } from './page.ts';

let opened: LabWithProxy;
let workbench: Workbench;
let browser: Browser;
beforeAll(async () => {
  opened = await openLabWithProxy();
  workbench = await openWorkbench({
    port: 0,
    pluginDir: join(import.meta.dirname, '../../dist'),
    proxyUrl: opened.proxy.url,
    token: TOKEN,
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await workbench.close();
  await opened.close();
});

it('shows the whole way: ten guests over SSH, the proxy, the plugin, a series and a row for each of them', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(workbench.url);
  await page.getByRole('figure').first().waitFor();
  for (const name of REFERENCE_NAMES) await page.getByText(name, { exact: true }).first().waitFor();

  await page.getByRole('radio', { name: 'Tables' }).click({ force: true });
  await page.getByText('127.0.0.2', { exact: true }).first().waitFor();
  for (const name of REFERENCE_NAMES) expect(await page.getByText(name, { exact: true }).count()).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});
