import { asked, columnOf } from './support/explore.ts';
import { SOURCE } from './support/grafana.ts';
import { expect, test } from './support/test.ts';

const annotations = {
  list: [{ name: 'Changes', enable: true, iconColor: 'blue', datasource: SOURCE, target: { refId: 'Anno', kind: 'events' } }],
};
const PANEL = { type: 'timeseries', title: 'CPU', targets: [{ kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' }] } as const;

test.describe('annotations', () => {
  test('mark what happened, with its text, labels, and a link to Explore around it', async ({ page, dashboards, faults }) => {
    const uid = await dashboards.make([PANEL], { annotations, time: { from: 'now-24h', to: 'now' } });
    const events = await asked(
      page,
      () => page.goto(`/d/${uid}?viewPanel=panel-1`),
      ([query]) => query?.kind === 'events',
    );
    const bodies = columnOf(events, 'body').map(String);
    expect(bodies.length).toBeGreaterThan(0);
    const marks = page.getByTestId('data-testid annotation-marker');
    await expect(marks.first()).toBeVisible();
    await marks.last().hover();
    await expect(page.getByText(new RegExp(bodies.map((body) => body.replace(/[^\w ]/g, '.')).join('|'))).first()).toBeVisible();
    await page.getByRole('link', { name: 'Look at this time in Explore' }).click();
    await page.waitForURL(/\/explore/);
    await expect(page.getByText(new RegExp(bodies.map((body) => body.replace(/[^\w ]/g, '.')).join('|'))).first()).toBeVisible();
    expect(faults).toEqual([]);
  });

  test('are edited as events: kinds, severity and where', async ({ page, dashboards, gotoAnnotationEditPage }) => {
    const uid = await dashboards.make([PANEL], { annotations });
    // Grafana puts its own annotations first.
    await gotoAnnotationEditPage({ dashboard: { uid }, id: '1' });
    await expect(page.getByRole('radio', { name: 'Events' })).toBeChecked();
    await page.getByLabel('Severity', { exact: true }).click();
    await page.getByRole('option', { name: 'Error' }).click();
    const { request } = await asked(
      page,
      () => page.getByTestId('data-testid annotations-test-button').click(),
      ([query]) => query?.severities?.includes('error') === true,
    );
    expect(request.queries[0]).toMatchObject({ kind: 'events', severities: ['error'] });
  });
});
