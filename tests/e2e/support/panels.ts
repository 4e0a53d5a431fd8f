import type { Page } from '@playwright/test';

/** What a panel shows. `text` is what stands in it, for the report. */
export interface PanelState {
  readonly title: string;
  readonly shows: 'data' | 'no data' | 'nothing yet' | 'an error';
  readonly text: string;
}

/**
 * Every panel on the page, top to bottom. `an error`: Grafana's mark in the header. `no data`: Grafana's words for an answer without
 * rows, or a table's columns with no row below them. `data`: something of what the panel is made of, a line's canvas, a cell, a node,
 * a value.
 */
export const panelsOn = (page: Page): Promise<PanelState[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('section[data-testid^="data-testid Panel header"]')).map((panel) => {
      const title = panel.dataset['testid']?.replace('data-testid Panel header ', '') ?? '';
      const content = panel.querySelector<HTMLElement>('[data-testid="data-testid panel content"]');
      const text = (content?.innerText ?? '').replace(/\s+/g, ' ').trim();
      const has = (selector: string): boolean => content?.querySelector(selector) !== null && content !== null;
      const says = (words: string): boolean =>
        Array.from(content?.querySelectorAll('*') ?? []).some(
          (element) => element.childElementCount === 0 && element.textContent === words,
        );
      if (panel.querySelector('[data-testid="data-testid Panel status error"]')) return { title, shows: 'an error' as const, text };
      const refuses = has('[data-testid="data-testid Panel data error message"]') || says('No data') || says('No data found in response');
      const isTableWithoutRows = has('[role="grid"]') && !has('[role="gridcell"]');
      if (refuses || isTableWithoutRows) return { title, shows: 'no data' as const, text };
      const drawn =
        has('.u-over') ||
        has('[role="gridcell"]') ||
        has('[aria-label^="Node: "]') ||
        has('[data-testid="data-testid Bar gauge value"]') ||
        has('svg') ||
        has('.logs-row, [class*="log"]');
      return { title, shows: drawn || text !== '' ? ('data' as const) : ('nothing yet' as const), text };
    }),
  );

/** Opens every row that is closed, so that its panels are on the page. */
export async function openRows(page: Page): Promise<void> {
  const closed = page.locator('[data-testid^="data-testid dashboard-row-title"][aria-expanded="false"], button[aria-label="Expand row"]');
  for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click();
}
