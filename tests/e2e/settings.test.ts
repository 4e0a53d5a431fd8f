import type { Page } from '@playwright/test';
import { z } from 'zod';
import { PROXY, SOURCE } from './support/grafana.ts';
import { expect, test } from './support/test.ts';

/** What Save & test said. */
const result = (page: Page) => page.getByTestId('data-testid Data source settings page Alert');

test.describe('Save & test', () => {
  test('tells what the proxy reaches', async ({ page, lab, gotoDataSourceConfigPage, faults }) => {
    const config = await gotoDataSourceConfigPage(SOURCE.uid);
    await config.saveAndTest({ path: `${PROXY}/health` });
    const { version, vms } = await lab.health();
    await expect(result(page).filter({ hasText: `Tart Lab proxy ${version} answers` })).toContainText(`of ${vms.total} VMs reachable`);
    expect(faults).toEqual([]);
  });

  test('shows the fields with what is saved, and never the token', async ({ page, gotoDataSourceConfigPage }) => {
    await gotoDataSourceConfigPage(SOURCE.uid);
    await expect(page.getByLabel('URL')).toHaveValue(/^https?:\/\//);
    await expect(page.getByLabel('Token')).toHaveValue('configured');
    await expect(page.getByLabel('Token')).toBeDisabled();
  });

  test('names an address where nothing answers, and the next step', async ({ page, createDataSourceConfigPage }) => {
    const config = await createDataSourceConfigPage({ type: SOURCE.type, name: 'Tart Lab e2e nowhere' });
    await page.getByLabel('URL').fill('http://127.0.0.1:1');
    await config.saveAndTest({ path: `/api/datasources/proxy/uid/${config.datasource.uid}/api/v1/health` });
    await expect(result(page).filter({ hasText: 'Grafana cannot reach the Tart Lab proxy' })).toBeVisible();
  });

  test('names a wrong token, and where the right one is', async ({ page, request, createDataSourceConfigPage }) => {
    const { url } = z.object({ url: z.string() }).parse(await (await request.get(`/api/datasources/uid/${SOURCE.uid}`)).json());
    const config = await createDataSourceConfigPage({ type: SOURCE.type, name: 'Tart Lab e2e wrong token' });
    await page.getByLabel('URL').fill(url);
    await page.getByLabel('Token').fill('not-the-token');
    await config.saveAndTest({ path: `/api/datasources/proxy/uid/${config.datasource.uid}/api/v1/health` });
    await expect(result(page).filter({ hasText: /token/ })).toBeVisible();
  });
});
