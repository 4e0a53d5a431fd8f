import type { Page } from '@playwright/test';
import { exploreUrl, panesOf } from './support/explore.ts';
import { SOURCE } from './support/grafana.ts';
import { expect, test } from './support/test.ts';

const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' };
const LOKI = { type: 'loki', uid: 'loki' };

/** The pane that a click opened beside the first one. */
const opened = (page: Page) => expect.poll(() => panesOf(page)[1] ?? panesOf(page)[0], { timeout: 20_000 });

/** What a table's cell is clicked on. A cell's name has the words of buttons that hovering shows, so that the text is looked for. */
const cellLink = (page: Page, text: RegExp) => page.locator('[role="gridcell"] a, [role="cell"] a', { hasText: text }).first();

/** Clicks a cell and then one of its links. */
async function follow(page: Page, cell: string, link: RegExp): Promise<void> {
  await cellLink(page, new RegExp(`^${cell}$`)).click();
  await page.getByRole('button', { name: link }).click();
}

test.describe('links', () => {
  test('lead from a VM’s row to its metrics in Prometheus, in the pane beside', async ({ page, lab }) => {
    const [vm = ''] = await lab.names('vms');
    await page.goto(exploreUrl([{ kind: 'table', table: 'vms', columns: ['vm', 'state', 'address'] }]));
    await follow(page, vm, /CPU in Prometheus/);
    await opened(page).toMatchObject({ datasource: PROMETHEUS.uid, queries: [{ expr: expect.stringContaining(`"${vm}(:[0-9]+)?"`) }] });
  });

  test('lead from a VM’s row to its logs in Loki', async ({ page, lab }) => {
    const [vm = ''] = await lab.names('vms');
    await page.goto(exploreUrl([{ kind: 'table', table: 'vms', columns: ['vm', 'state', 'address'] }]));
    await follow(page, vm, /Logs in Loki/);
    await opened(page).toMatchObject({ datasource: LOKI.uid, queries: [{ expr: `{vm="${vm}"}` }] });
  });

  test('lead from a node’s and a pod’s row, too', async ({ page, lab }) => {
    const [node = ''] = await lab.names('nodes');
    await page.goto(exploreUrl([{ kind: 'table', table: 'nodes', columns: ['node', 'status'] }]));
    await follow(page, node, /State in Prometheus/);
    await opened(page).toMatchObject({ queries: [{ expr: expect.stringContaining(`node="${node}"`) }] });

    const pod = String((await lab.column({ kind: 'table', table: 'pods' }, 'pod'))[0]);
    await page.goto(
      exploreUrl([
        { kind: 'table', table: 'pods', columns: ['pod', 'namespace', 'status'], filters: [{ key: 'pod', operator: '=', values: [pod] }] },
      ]),
    );
    await follow(page, pod, /Logs in Loki/);
    await opened(page).toMatchObject({ queries: [{ expr: expect.stringContaining(`pod="${pod}"`) }] });
  });

  test('lead from a panel’s row on a dashboard, over the same range', async ({ page, lab, dashboards }) => {
    const [vm = ''] = await lab.names('vms');
    const uid = await dashboards.make([
      { type: 'table', title: 'VMs', targets: [{ kind: 'table', table: 'vms', columns: ['vm', 'state'] }] },
    ]);
    await page.goto(`/d/${uid}`);
    await page.getByText(vm, { exact: true }).first().click();
    const link = page.getByRole('menuitem', { name: /CPU in Prometheus/ }).or(page.getByRole('link', { name: /CPU in Prometheus/ }));
    expect(decodeURIComponent((await link.first().getAttribute('href')) ?? '')).toMatch(new RegExp(`${vm}.*now-15m|now-15m.*${vm}`));
  });

  test('lead back from a row of Prometheus', async ({ page, request, lab }) => {
    const vms = await lab.names('vms');
    const answer = await request.get(`/api/datasources/proxy/uid/${PROMETHEUS.uid}/api/v1/query`, { params: { query: 'node_load1' } });
    const body: unknown = await answer.json();
    expect(body, 'Prometheus has what the proxy exposes').toMatchObject({ status: 'success' });
    await page.goto(exploreUrl([{ expr: 'node_load1', instant: true, range: false, format: 'table' }], { source: PROMETHEUS }));
    await page.getByRole('radio', { name: 'Table' }).check({ force: true });
    const link = cellLink(page, new RegExp(`^(${vms.join('|')})(:\\d+)?$`));
    const vm = ((await link.textContent()) ?? '').split(':')[0];
    await link.click();
    const item = page.getByText('VM in Tart Lab').first();
    if (await item.isVisible()) await item.click();
    await opened(page).toMatchObject({ datasource: SOURCE.uid, queries: [{ kind: 'metric', vms: [vm] }] });
  });

  // Loki may not run here: its answer is written as Loki writes it, and the correlation is the provisioned one.
  test('lead back from a line of Loki', async ({ page, lab }) => {
    const [vm = ''] = await lab.names('vms');
    await page.route('**/api/ds/query?*ds_type=loki*', (route) => route.fulfill({ json: lokiAnswer(vm) }));
    await page.goto(exploreUrl([{ expr: `{vm="${vm}"}`, queryType: 'range' }], { source: LOKI }));
    await page.getByText('a line of its log').first().click();
    await page.getByText('VM in Tart Lab').first().click();
    await opened(page).toMatchObject({ datasource: SOURCE.uid, queries: [{ kind: 'metric', vms: [vm] }] });
  });
});

const lokiAnswer = (vm: string): object => {
  const nowMs = Date.now();
  return {
    results: {
      A: {
        status: 200,
        frames: [
          {
            schema: {
              refId: 'A',
              meta: { typeVersion: [0, 0], custom: { frameType: 'LabeledTimeValues' } },
              fields: [
                { name: 'labels', type: 'other', typeInfo: { frame: 'json.RawMessage' } },
                { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' } },
                { name: 'Line', type: 'string', typeInfo: { frame: 'string' } },
                { name: 'tsNs', type: 'string', typeInfo: { frame: 'string' } },
                { name: 'id', type: 'string', typeInfo: { frame: 'string' } },
              ],
            },
            data: { values: [[{ vm }], [nowMs], ['a line of its log'], [`${nowMs}000000`], ['1']] },
          },
        ],
      },
    },
  };
};
