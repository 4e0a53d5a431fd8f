import type { Page } from '@playwright/test';
import { LOGIN, PROXY } from './support/grafana.ts';
import { panelsOn } from './support/panels.ts';
import { Relay } from './support/relay.ts';
import { expect, test } from './support/test.ts';

const UPTIME = { kind: 'metric', metric: 'tart_vm_uptime_seconds', aggregate: 'max', live: true } as const;
const CPU = { kind: 'metric', metric: 'tart_vm_cpu_busy_ratio', live: true } as const;

/** Uptime to the second. Grafana takes a source's unit before a panel's own, so that only an override shows what "4 weeks" hides. */
const SECONDS = {
  type: 'stat',
  title: 'Uptime',
  targets: [UPTIME],
  fieldConfig: {
    defaults: {},
    overrides: [
      {
        matcher: { id: 'byType', options: 'number' },
        properties: [
          { id: 'unit', value: 'none' },
          { id: 'decimals', value: 0 },
        ],
      },
    ],
  },
};

/** The plugin's calls from now on: queries asked, and streams opened or told what to follow. */
function calls(page: Page) {
  const seen = { queries: 0, opened: 0, told: 0 };
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === `${PROXY}/query`) seen.queries += 1;
    else if (url.pathname === `${PROXY}/stream`) seen.opened += 1;
    else if (url.pathname.startsWith(`${PROXY}/stream/`)) seen.told += 1;
  });
  return seen;
}

const textOf = async (page: Page, title: string): Promise<string> =>
  (await panelsOn(page)).find((panel) => panel.title === title)?.text ?? '';

test.describe('a live panel', () => {
  test('changes its value without a refresh, and asks nothing again', async ({ page, dashboards, faults }) => {
    const uid = await dashboards.make([SECONDS]);
    const seen = calls(page);
    await page.goto(`/d/${uid}`);
    await expect.poll(() => textOf(page, 'Uptime')).toMatch(/\d/);
    const first = await textOf(page, 'Uptime');
    const asked = seen.queries;
    await expect.poll(() => textOf(page, 'Uptime'), { timeout: 30_000 }).not.toBe(first);
    expect(seen).toEqual({ queries: asked, opened: 1, told: expect.any(Number) });
    expect(faults).toEqual([]);
  });

  test('shares one connection with fifty others', async ({ page, dashboards, faults }) => {
    const uid = await dashboards.make(Array.from({ length: 50 }, (_, at) => ({ type: 'stat', title: `CPU ${at + 1}`, targets: [CPU] })));
    const seen = calls(page);
    await page.setViewportSize({ width: 1600, height: 3400 });
    await page.goto(`/d/${uid}`);
    const full = async (): Promise<number> => (await panelsOn(page)).filter(({ shows }) => shows === 'data').length;
    await expect.poll(full, { timeout: 60_000 }).toBe(50);
    expect(seen.opened).toBe(1);
    expect(faults).toEqual([]);
  });

  test('goes on after its connection was cut', async ({ page, dashboards }) => {
    const relay = new Relay();
    const url = await relay.start();
    try {
      await page.request.post(`${url}/login`, { data: LOGIN });
      const uid = await dashboards.make([SECONDS]);
      await page.goto(`${url}/d/${uid}`);
      await expect.poll(() => textOf(page, 'Uptime')).toMatch(/\d/);
      const seen = calls(page);
      relay.cut();
      await page.waitForTimeout(3000);
      const cut = await textOf(page, 'Uptime');
      await page.waitForTimeout(10_000);
      expect(await textOf(page, 'Uptime'), 'nothing comes over a cut connection').toBe(cut);
      relay.mend();
      await expect.poll(() => textOf(page, 'Uptime'), { timeout: 60_000 }).not.toBe(cut);
      expect(seen.opened).toBeGreaterThan(0);
    } finally {
      await relay.stop();
    }
  });

  test('is asked anew by the refresh button, over the stream it has', async ({ page, dashboards }) => {
    const uid = await dashboards.make([{ type: 'stat', title: 'CPU', targets: [CPU] }]);
    const seen = calls(page);
    await page.goto(`/d/${uid}`);
    await expect.poll(() => textOf(page, 'CPU')).toMatch(/%/);
    const asked = seen.queries;
    await page.getByTestId('data-testid RefreshPicker run button').click();
    await expect.poll(() => seen.queries).toBe(asked + 1);
    await expect.poll(() => textOf(page, 'CPU')).toMatch(/%/);
    expect(seen.opened).toBe(1);
  });
});
