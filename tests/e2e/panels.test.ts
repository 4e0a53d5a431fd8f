import type { TestPanel } from './support/dashboards.ts';
import { asked, editorOf } from './support/explore.ts';
import { panelsOn } from './support/panels.ts';
import { expect, test } from './support/test.ts';

const CPU = { kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' } as const;
const PANELS: readonly TestPanel[] = [
  { type: 'timeseries', title: 'Metric as lines', targets: [CPU] },
  { type: 'stat', title: 'Metric as a value', targets: [CPU] },
  { type: 'gauge', title: 'Metric as a gauge', targets: [CPU] },
  { type: 'bargauge', title: 'Metric as bars', targets: [CPU] },
  { type: 'state-timeline', title: 'Metric as states', targets: [{ kind: 'metric', metric: 'tart_vm_up' }] },
  { type: 'heatmap', title: 'Metric as a heatmap', targets: [CPU] },
  { type: 'table', title: 'Metric as a table', targets: [{ ...CPU, aggregate: 'avg', groupBy: ['cluster'] }] },
  { type: 'table', title: 'Table', targets: [{ kind: 'table', table: 'vms' }] },
  { type: 'nodeGraph', title: 'Flows as a graph', targets: [{ kind: 'flows', view: 'graph' }] },
  { type: 'table', title: 'Flows as a table', targets: [{ kind: 'flows', view: 'connections' }] },
  { type: 'timeseries', title: 'Flows as rates', targets: [{ kind: 'flows', view: 'rates' }] },
  { type: 'logs', title: 'Events', targets: [{ kind: 'events' }] },
];

test.describe('a panel', () => {
  test('shows every kind of query, in every form that Grafana has for it', async ({ page, dashboards, faults }) => {
    const uid = await dashboards.make(PANELS, { time: { from: 'now-24h', to: 'now' } });
    await page.setViewportSize({ width: 1600, height: 1800 });
    await page.goto(`/d/${uid}`);
    const shown = async () => (await panelsOn(page)).map(({ title, shows }) => `${title}: ${shows}`);
    await expect.poll(shown, { timeout: 30_000 }).toEqual(PANELS.map(({ title }) => `${title}: data`));
    expect(faults).toEqual([]);
  });

  test('is edited: another metric is asked, and drawn with its unit', async ({ page, dashboards, gotoPanelEditPage }) => {
    const uid = await dashboards.make([{ type: 'stat', title: 'Edited', targets: [{ ...CPU, aggregate: 'avg' }] }]);
    const edit = await gotoPanelEditPage({ dashboard: { uid }, id: '1' });
    await expect(edit.panel.locator.getByText(/%$/).first()).toBeVisible();
    await editorOf(page).getByRole('combobox', { name: 'Metric' }).fill('Memory used');
    const option = page.getByRole('option', { name: /^Memory used.*Total/ });
    const { request } = await asked(page, () => option.click());
    expect(request.queries[0]).toMatchObject({ metric: 'tart_vm_memory_used_bytes', aggregate: 'avg' });
    await expect(edit.panel.locator.getByText(/[KMG]i?B$/).first()).toBeVisible();
  });

  test('with one broken query shows the other one, and an error that says what to do', async ({ page, dashboards }) => {
    const uid = await dashboards.make([{ type: 'timeseries', title: 'Half', targets: [CPU, { kind: 'metric', metric: 'tart_vm_speed' }] }]);
    await page.goto(`/d/${uid}`);
    await expect(page.locator('.u-over')).toBeVisible();
    await page.getByTestId('data-testid Panel status error').hover();
    await expect(page.getByText(/there is no metric "tart_vm_speed"/).first()).toBeVisible();
  });

  test('saved by an older version still asks what it asked', async ({ page, dashboards }) => {
    const old: object = { version: 1, metric: 'tart_vm_load1', vms: 'dev-*', planets: ['earth'] };
    const uid = await dashboards.make([{ type: 'timeseries', title: 'Old', targets: [old] }]);
    const { request } = await asked(page, () => page.goto(`/d/${uid}`));
    expect(request.queries[0]).toMatchObject({ kind: 'metric', metric: 'tart_vm_load1', vms: ['dev-*'] });
  });
});
