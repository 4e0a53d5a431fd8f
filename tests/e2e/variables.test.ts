import type { Locator, Page } from '@playwright/test';
import type { TartLabQuery } from '../../src/query/types.ts';
import { asked, editorOf } from './support/explore.ts';
import { SOURCE } from './support/grafana.ts';
import { expect, test } from './support/test.ts';

const variable = (name: string, query: object, more: object = {}): object => ({
  name,
  label: name,
  type: 'query',
  datasource: SOURCE,
  query: { refId: 'V', ...query },
  refresh: 1,
  multi: true,
  includeAll: true,
  current: { text: ['All'], value: ['$__all'] },
  ...more,
});
const CHAIN = [variable('cluster', { values: 'clusters' }), variable('vm', { values: 'vms', clusters: ['$cluster'] })];
const CPU: Partial<TartLabQuery> = { kind: 'metric', metric: 'tart_vm_cpu_busy_ratio', clusters: ['$cluster'], vms: ['$vm'] };
/** A variable's list above the dashboard. Its label leads to no element of the page. */
const pickerOf = (page: Page, name: string): Locator =>
  page
    .getByTestId('data-testid template variable')
    .filter({ has: page.getByTestId(`data-testid Dashboard template variables submenu Label ${name}`) })
    .getByRole('combobox');
const dashboard = { templating: { list: CHAIN } };

test.describe('dashboard variables', () => {
  test('list what the lab has, each narrowed by the one before it', async ({ page, lab, dashboards, faults }) => {
    const [cluster = ''] = await lab.names('clusters');
    const vms = await lab.names('vms', { cluster });
    const uid = await dashboards.make([{ type: 'timeseries', title: 'CPU', targets: [CPU] }], dashboard);
    await page.goto(`/d/${uid}?var-cluster=${cluster}&var-vm=$__all`);
    await pickerOf(page, 'vm').click();
    for (const vm of vms) await expect(page.getByRole('option', { name: vm, exact: true })).toBeVisible();
    expect(await page.getByRole('option').count()).toBe(vms.length + 1); // and All
    expect(faults).toEqual([]);
  });

  test('reach the query: one, several, and all', async ({ page, lab, dashboards }) => {
    const [first = '', second = ''] = await lab.names('vms');
    const uid = await dashboards.make([{ type: 'timeseries', title: 'CPU', targets: [CPU] }], dashboard);
    const vmsAsked = async (search: string): Promise<unknown> =>
      (await asked(page, () => page.goto(`/d/${uid}?${search}`))).request.queries[0]?.['vms'];
    expect(await vmsAsked(`var-vm=${first}`)).toEqual([first]);
    expect(await vmsAsked(`var-vm=${first}&var-vm=${second}`)).toEqual([first, second]);
    const all = await vmsAsked('var-vm=$__all');
    expect(all).toEqual(expect.arrayContaining([first, second]));
  });

  test('filter ad hoc by any label, and offer its values', async ({ page, lab, dashboards }) => {
    const [vm = ''] = await lab.names('vms');
    const filters = { name: 'filters', type: 'adhoc', datasource: SOURCE, filters: [] };
    const uid = await dashboards.make([{ type: 'timeseries', title: 'CPU', targets: [{ kind: 'metric', metric: 'tart_vm_load1' }] }], {
      templating: { list: [filters] },
    });
    const { request } = await asked(page, () => page.goto(`/d/${uid}?var-filters=${encodeURIComponent(`vm|=|${vm}`)}`));
    expect(request.queries[0]).toMatchObject({ filters: [{ key: 'vm', operator: '=', values: [vm] }] });
    await page
      .getByRole('combobox', { name: /filter/i })
      .first()
      .click();
    await page
      .getByRole('option', { name: /cluster/i })
      .first()
      .click();
    await page.getByRole('option', { name: /^=/ }).first().click();
    const [cluster = ''] = await lab.names('clusters');
    await expect(page.getByRole('option', { name: cluster }).first()).toBeVisible();
  });

  test('are edited with lists, and previewed', async ({ page, lab, dashboards, gotoVariableEditPage }) => {
    const [cluster = ''] = await lab.names('clusters');
    const vms = await lab.names('vms', { cluster });
    const uid = await dashboards.make([], dashboard);
    await gotoVariableEditPage({ dashboard: { uid }, id: '1' });
    await page.getByLabel('Cluster', { exact: true }).fill(cluster);
    await page.getByRole('option', { name: cluster }).first().click();
    await page.keyboard.press('Escape');
    const preview = page.getByTestId(/data-testid Variable editor Preview of Values/);
    for (const vm of vms) await expect(preview.filter({ hasText: vm }).first()).toBeVisible();
  });

  test('go along into Explore, filled in', async ({ page, lab, dashboards }) => {
    const [vm = ''] = await lab.names('vms');
    const uid = await dashboards.make([{ type: 'timeseries', title: 'CPU', targets: [CPU] }], dashboard);
    await page.goto(`/d/${uid}?var-vm=${vm}`);
    await page.getByTestId('data-testid Panel header CPU').hover();
    await page.keyboard.press('p');
    await page.keyboard.press('x');
    await page.waitForURL(/\/explore/);
    expect(decodeURIComponent(page.url())).toContain(`"vms":["${vm}"]`);
    await expect(editorOf(page)).toBeVisible();
  });
});
