import type { Page } from '@playwright/test';
import type { Frame } from '@tart-lab/contract/frame.ts';
import { QueryRequest } from '@tart-lab/contract/query.ts';
import { PROXY } from './support/grafana.ts';
import { panelsOn } from './support/panels.ts';
import { expect, test } from './support/test.ts';

const SERIES_PANELS = ['timeseries', 'stat', 'gauge', 'bargauge', 'state-timeline', 'heatmap', 'table'] as const;
const STEP_MS = 5000;
const CPU = { kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' } as const;

/** A metric's answer as the proxy writes it, with these values, the last one now. */
const seriesOf = (values: readonly (number | null)[], notice?: string): Frame => ({
  schema: {
    refId: 'A',
    meta: {
      type: 'timeseries-multi',
      typeVersion: [0, 1],
      ...(notice === undefined ? {} : { notices: [{ severity: 'warning', text: notice }] }),
    },
    fields: [
      { name: 'Time', type: 'time' },
      {
        name: 'Value',
        type: 'number',
        labels: { vm: 'dev-worker1' },
        config: { unit: 'percentunit', min: 0, max: 1, interval: STEP_MS, displayNameFromDS: 'dev-worker1' },
      },
    ],
  },
  data: { values: [values.map((_, at) => Date.now() - (values.length - 1 - at) * STEP_MS), [...values]] },
});

/** Answers the plugin's queries with these frames instead of the lab. */
async function answer(page: Page, frames: () => Frame[]): Promise<void> {
  await page.route(`**${PROXY}/query`, (route) => {
    const { queries } = QueryRequest.parse(route.request().postDataJSON());
    const results = Object.fromEntries(queries.map(({ refId }) => [refId, { status: 200, frames: frames() }]));
    return route.fulfill({ json: { results } });
  });
}

/** What each panel shows, `something` where it is drawn or says in its own words why not. */
const settled = async (page: Page) =>
  (await panelsOn(page)).map(({ title, shows }) => `${title}: ${shows === 'data' || shows === 'no data' ? 'something' : shows}`);
const shown = async (page: Page) => (await panelsOn(page)).map(({ title, shows }) => `${title}: ${shows}`);

test.describe('an odd answer', () => {
  for (const [name, values, shows] of [
    ['with gaps', [0.2, null, null, 0.4, 0.5], 'data'],
    ['of gaps alone', [null, null, null], 'data'],
    ['far outside of its range', [1e300, -1e300, 1e-300, 5], 'data'],
    ['of a single value', [0.25], 'data'],
    ['without values', [], 'no data'],
  ] as const) {
    test(`${name} breaks no panel`, async ({ page, dashboards, faults }) => {
      await answer(page, () => [seriesOf(values)]);
      const uid = await dashboards.make(SERIES_PANELS.map((type) => ({ type, title: type, targets: [CPU] })));
      await page.goto(`/d/${uid}`);
      await expect.poll(() => settled(page)).toEqual(SERIES_PANELS.map((type) => `${type}: something`));
      const invented = async () => (await panelsOn(page)).filter(({ text }) => /\d ?%/.test(text));
      if (values.every((value) => value === null)) expect(await invented()).toEqual([]);
      if (shows === 'no data') await expect.poll(() => shown(page)).toEqual(SERIES_PANELS.map((type) => `${type}: no data`));
      expect(faults).toEqual([]);
    });
  }

  test('without any frame breaks no panel, of any kind', async ({ page, dashboards, faults }) => {
    await answer(page, () => []);
    const types = [...SERIES_PANELS, 'nodeGraph', 'logs'];
    const uid = await dashboards.make(types.map((type) => ({ type, title: type, targets: [CPU] })));
    await page.setViewportSize({ width: 1600, height: 1400 });
    await page.goto(`/d/${uid}`);
    await expect.poll(() => shown(page)).toEqual(types.map((type) => `${type}: no data`));
    expect(faults).toEqual([]);
  });

  test('of a graph without nodes, and of a log without lines, breaks no panel', async ({ page, dashboards, faults }) => {
    const empty = (name: string, columns: readonly string[], kind: string): Frame => ({
      schema: {
        refId: 'A',
        name,
        meta: { preferredVisualisationType: kind },
        fields: columns.map((column) => ({ name: column, type: 'string' })),
      },
      data: { values: columns.map(() => []) },
    });
    await answer(page, () => [empty('nodes', ['id', 'title'], 'nodeGraph'), empty('edges', ['id', 'source', 'target'], 'nodeGraph')]);
    const uid = await dashboards.make([
      { type: 'nodeGraph', title: 'graph', targets: [{ kind: 'flows' }] },
      { type: 'table', title: 'table', targets: [{ kind: 'flows', view: 'list' }] },
    ]);
    await page.goto(`/d/${uid}`);
    await expect.poll(() => shown(page)).toEqual(['graph: no data', 'table: no data']);
    expect(faults).toEqual([]);
  });

  test('that is old says whose data it is, why, and how old, for each', async ({ page, dashboards }) => {
    const notice = 'dev-worker1 last answered 40 s ago: the guest refused the connection';
    const other = 'prod-worker1 last answered 3 min ago: no route to host';
    await answer(page, () => [seriesOf([0.2, 0.3], notice), seriesOf([0.4, 0.5], other)]);
    const uid = await dashboards.make([{ type: 'timeseries', title: 'Old', targets: [CPU] }]);
    await page.goto(`/d/${uid}`);
    await page.getByTestId('title-items-container').locator('svg').first().hover();
    await expect(page.getByText(`${notice} · ${other}`)).toBeVisible();
  });
});
