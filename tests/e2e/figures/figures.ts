import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { editorOf, exploreUrl } from '../support/explore.ts';
import { PROXY } from '../support/grafana.ts';
import { openRows, panelsOn } from '../support/panels.ts';
import { PROVISIONED } from '../support/provisioned.ts';
import { expect, test } from '../support/test.ts';

const RUNS = 20;
const LIVE_MINUTES = Number(process.env['E2E_LIVE_MINUTES'] ?? 10);
const out = join(import.meta.dirname, '../../../.tart-lab/e2e/figures');

/** Prints figures and keeps them in .tart-lab/e2e/figures/NAME.json. */
function report(name: string, figures: unknown): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
  process.stdout.write(`${name}: ${JSON.stringify(figures)}\n`);
}

const quantile = (values: readonly number[], share: number): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN);

/** Milliseconds in the page from a click until `selector` finds what was not there before. */
const untilShown = (page: Page, button: string, selector: string): Promise<number> =>
  page.evaluate(
    ([click = '', wanted = '']) =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        const look = (): void => {
          if (document.querySelector(wanted)) resolve(performance.now() - started);
          else requestAnimationFrame(look);
        };
        document.querySelector<HTMLElement>(click)?.click();
        requestAnimationFrame(look);
      }),
    [button, selector],
  );

test('from a click to data in Explore', async ({ page }) => {
  await page.goto(exploreUrl([{ kind: 'metric', metric: 'tart_vm_cpu_busy_ratio' }]));
  await expect(page.locator('.u-over').first()).toBeVisible();
  const radio = async (name: string): Promise<string> => `#${await editorOf(page).getByRole('radio', { name }).getAttribute('id')}`;
  const [metrics, tables] = [await radio('Metrics'), await radio('Tables')];
  const toTable: number[] = [];
  const toGraph: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    toTable.push(await untilShown(page, tables, '[role="columnheader"] [title="Address"], [role="columnheader"] button[title="Address"]'));
    await page.waitForTimeout(300);
    toGraph.push(await untilShown(page, metrics, '.u-over'));
    await page.waitForTimeout(300);
  }
  const of = (values: readonly number[]): object => ({ p50Ms: quantile(values, 0.5), p95Ms: quantile(values, 0.95) });
  report('explore', { runs: RUNS, table: of(toTable), graph: of(toGraph) });
});

for (const { uid } of PROVISIONED) {
  test(`requests of one load of ${uid}`, async ({ page }) => {
    const count = { query: 0, values: 0, stream: 0, chunks: 0, all: 0 };
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      count.all += 1;
      if (pathname === `${PROXY}/query`) count.query += 1;
      else if (pathname.startsWith(`${PROXY}/values`)) count.values += 1;
      else if (pathname.startsWith(`${PROXY}/stream`)) count.stream += 1;
      else if (pathname.includes('/public/plugins/tartlab-')) count.chunks += 1;
    });
    await page.setViewportSize({ width: 1600, height: 7000 });
    const started = Date.now();
    await page.goto(`/d/${uid}?refresh=`);
    await expect(page.locator('section[data-testid^="data-testid Panel header"]').first()).toBeVisible();
    await openRows(page);
    await expect.poll(async () => (await panelsOn(page)).every(({ shows }) => shows !== 'nothing yet'), { timeout: 60_000 }).toBe(true);
    const shownMs = Date.now() - started;
    await page.waitForTimeout(3000);
    report(`requests-${uid}`, { panels: (await panelsOn(page)).length, shownMs, ...count });
  });
}

/** Bytes of JavaScript objects that are in use after a collection of garbage. */
async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

test(`memory of a live dashboard over ${LIVE_MINUTES} minutes`, async ({ page, context }) => {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await page.setViewportSize({ width: 1600, height: 7000 });
  await page.goto('/d/tart-lab-vm');
  await expect(page.locator('.u-over').first()).toBeVisible();
  await page.waitForTimeout(30_000);
  const megabytes: number[] = [];
  for (let minute = 0; minute <= LIVE_MINUTES; minute += 1) {
    if (minute > 0) await page.waitForTimeout(60_000);
    megabytes.push(Math.round((await heapBytes(session)) / 1e5) / 10);
  }
  report('memory', { dashboard: 'tart-lab-vm', minutes: LIVE_MINUTES, megabytes });
});
