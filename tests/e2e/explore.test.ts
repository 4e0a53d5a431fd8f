import { QueryRequest } from '@tart-lab/contract/query.ts';
import { asked, columnOf, editorOf, exploreUrl, panesOf } from './support/explore.ts';
import { PROXY } from './support/grafana.ts';
import { expect, test } from './support/test.ts';

test.describe('Explore', () => {
  test('draws a metric with a line for every VM, and its table', async ({ page, lab, faults }) => {
    const vms = await lab.names('vms');
    await page.goto(exploreUrl([{ kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' }]));
    for (const vm of vms.slice(0, 3)) await expect(page.getByRole('button', { name: vm, exact: true }).first()).toBeVisible();
    await expect(page.locator('.u-over').first()).toBeVisible();
    await expect(page.getByRole('gridcell').first()).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('lists a table', async ({ page, lab, faults }) => {
    const [vm = ''] = await lab.names('vms');
    await page.goto(exploreUrl([{ kind: 'table', table: 'vms' }]));
    await expect(page.getByRole('gridcell', { name: vm, exact: true })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Address' })).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('draws flows as a graph', async ({ page, faults }) => {
    const nodes = columnOf(await asked(page, () => page.goto(exploreUrl([{ kind: 'flows', view: 'graph' }]))), 'title');
    expect(nodes.length).toBeGreaterThan(0);
    await expect(page.locator('[aria-label^="Node: "]').first()).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('lists events as logs', async ({ page, faults }) => {
    const bodies = columnOf(await asked(page, () => page.goto(exploreUrl([{ kind: 'events' }], { from: 'now-24h' }))), 'body');
    await expect(page.getByText(String(bodies[0]), { exact: true }).first()).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('begins with a query that has data', async ({ page, faults }) => {
    const first = await asked(page, () => page.goto(exploreUrl([])));
    expect(first.request.queries[0]).toMatchObject({ kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' });
    await expect(page.locator('.u-over').first()).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('asks what is chosen, once each: kind, metric and VM', async ({ page, lab, faults }) => {
    const [vm = ''] = await lab.names('vms');
    const metrics: unknown[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith(`${PROXY}/query`)) metrics.push(QueryRequest.parse(request.postDataJSON()).queries[0]?.['metric']);
    });
    await page.goto(exploreUrl([]));
    const metric = editorOf(page).getByRole('combobox', { name: 'Metric' });
    await expect(metric).toHaveValue('CPU busy');
    await metric.fill('Memory used');
    await asked(
      page,
      () => page.getByRole('option', { name: /Memory used %/ }).click(),
      ([query]) => query?.metric === 'tart_vm_memory_used_ratio',
    );
    await page.waitForTimeout(2000);
    expect(metrics).toEqual(['tart_vm_cpu_busy_ratio', 'tart_vm_memory_used_ratio']);
    await editorOf(page).getByLabel('VM', { exact: true }).fill(vm);
    const { request } = await asked(page, () => page.getByRole('option', { name: vm }).first().click());
    expect(request.queries[0]).toMatchObject({ metric: 'tart_vm_memory_used_ratio', vms: [vm] });
    await page.keyboard.press('Escape');
    await asked(
      page,
      () => editorOf(page).getByRole('radio', { name: 'Tables' }).check({ force: true }),
      ([query]) => query?.kind === 'table',
    );
    await expect(page.getByRole('gridcell').first()).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('takes a query as text', async ({ page, lab }) => {
    const [vm = ''] = await lab.names('vms');
    await page.goto(exploreUrl([{ kind: 'metric', metric: 'tart_vm_load1' }]));
    await editorOf(page).getByRole('radio', { name: 'Code' }).check({ force: true });
    const text = editorOf(page).locator('.monaco-editor').first();
    await expect(text).toContainText('tart_vm_load1');
    await text.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(`tart_vm_load5{vm="${vm}"}`);
    const { request } = await asked(page, () => page.keyboard.press('Shift+Enter'));
    expect(request.queries[0]).toMatchObject({ metric: 'tart_vm_load5', vms: [vm] });
  });

  test('says on the row of a query what it lacks, and answers the other query', async ({ page }) => {
    await page.goto(
      exploreUrl([
        { kind: 'metric', metric: '' },
        { kind: 'metric', metric: 'tart_vm_load1' },
      ]),
    );
    await expect(
      editorOf(page)
        .getByText(/Choose a metric/)
        .first(),
    ).toBeVisible();
    await expect(page.locator('.u-over').first()).toBeVisible();
  });

  test('says on the row of a query why it fails', async ({ page }) => {
    await page.goto(exploreUrl([{ kind: 'metric', metric: 'tart_vm_speed' }]));
    await expect(page.getByText(/there is no metric "tart_vm_speed"/).first()).toBeVisible();
  });

  test('runs an example of the help with a click', async ({ page }) => {
    await page.goto(exploreUrl([]));
    await editorOf(page)
      .getByRole('button', { name: /data source help/i })
      .click();
    const { request } = await asked(page, () => page.getByRole('button', { name: 'Every VM as it is now' }).click());
    expect(request.queries[0]).toMatchObject({ kind: 'table', table: 'vms' });
  });

  test('keeps a history whose entries read as queries', async ({ page }) => {
    await asked(page, () => page.goto(exploreUrl([{ kind: 'metric', metric: 'tart_vm_load15', vms: ['*-worker1'] }])));
    await page
      .getByRole('button', { name: /query history/i })
      .first()
      .click();
    await expect(page.getByText('tart_vm_load15{vm=~"*-worker1"}').first()).toBeVisible();
  });

  test('streams events with its Live button', async ({ page, lab }) => {
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/stream') && request.method() === 'GET') streams.push(request.url());
    });
    const bodies = await lab.column({ kind: 'events' }, 'body', 1);
    await page.goto(exploreUrl([{ kind: 'events' }]));
    await page.getByRole('button', { name: /start live stream/i }).click();
    await expect.poll(() => streams.length).toBe(1);
    if (bodies.length > 0) await expect(page.getByText(String(bodies[0])).first()).toBeVisible();
    await page.getByRole('button', { name: /stop/i }).first().click();
  });

  test('is accessible within the editor, in every kind', async ({ page, scanForA11yViolations }) => {
    await page.goto(exploreUrl([]));
    for (const kind of ['Metrics', 'Tables', 'Flows', 'Events']) {
      await editorOf(page).getByRole('radio', { name: kind }).check({ force: true });
      await expect(editorOf(page).getByLabel('Cluster', { exact: true })).toBeVisible();
      const { violations } = await scanForA11yViolations({ include: '.query-editor-row' });
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        kind,
      ).toEqual([]);
    }
    expect(panesOf(page)).toHaveLength(1);
  });
});
