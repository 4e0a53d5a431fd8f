import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { BROWSER } from '../support/browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** The machine's own Chromium (`CHROMIUM_PATH`), without a window and without calls to its maker. */
export const openBrowser = (): Promise<Browser> => chromium.launch(BROWSER);

/** Grafana 13.2 names the buttons of a chart's legend by something else than their text; neither the page nor the plugin makes them. */
const GRAFANAS_OWN = '[class*="LegendLabel"]';

/** A colour on its way to another is neither: waits until what moves has come to rest. What turns for ever does not count. */
const atRest = (page: Page): Promise<unknown> =>
  page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => playState === 'finished' || effect?.getComputedTiming().endTime === Infinity),
  );

/** What axe finds on the page by the rules of WCAG 2.1 A and AA: one line a fault, with the first element it is about. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  await atRest(page);
  return page.evaluate(
    async ({ rules, exclude }) => {
      interface Axe {
        run(
          context: { exclude: string[] },
          options: { runOnly: string[] },
        ): Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      }
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run({ exclude: [exclude] }, { runOnly: rules });
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
    },
    { rules: RULES, exclude: GRAFANAS_OWN },
  );
}

/**
 * What sticks out to the right of the page: nothing, when it fits. Menus and hidden texts lie outside the page's main part; a
 * table's cells and a text's lines lie inside the table and the text, which scroll by themselves.
 */
export const stickingOut = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll('header *, main *'))
      .filter((element) => element.parentElement?.closest('[role="table"], .overflow-guard') === null)
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 200)),
  );
