import type { Page } from '@playwright/test';
import { openRows, panelsOn, type PanelState } from './support/panels.ts';
import { PROVISIONED } from './support/provisioned.ts';
import { expect, test } from './support/test.ts';

/** Panels that say no more than Grafana's "No data" where everything is well, and why. */
const MAY_BE_EMPTY: ReadonlyMap<string, string> = new Map([
  ['Problems and what to do', 'nothing is wrong'],
  ['What is wrong with it', 'nothing is wrong'],
  ['What is wrong, and what to do', 'nothing is wrong'],
  ['Kubernetes events', 'Kubernetes said nothing'],
  ['What Kubernetes says of the HPAs', 'Kubernetes said nothing'],
  ['Runs', 'no load test ran'],
  ['What changed in the last hour', 'nothing happened'],
  ['What changed', 'nothing happened'],
  ['What happened', 'nothing happened'],
  ['What fell silent and came back', 'nothing fell silent'],
  ['Steps and load tests', 'no HPA made a step'],
  ['Changes of ports', 'no port changed'],
  ['Dropped, and by which policy', 'nothing was dropped'],
]);
/** A panel's own words for an answer without rows say why it has none, except these: they say that something is missing. */
const MISSING = 'Nothing was measured in this range';
/** The sources beside Tart Lab, which need not run here; their panels are looked at where they do. */
const BESIDE = ['prometheus', 'loki'] as const;

/** The dashboard with all its panels on the page: the page is as tall as it must be, and no row is closed. */
async function open(page: Page, uid: string): Promise<void> {
  await page.setViewportSize({ width: 1600, height: 7000 });
  await page.goto(`/d/${uid}`);
  await expect(page.locator('section[data-testid^="data-testid Panel header"]').first()).toBeVisible();
  await openRows(page);
}

/** A title as it may be on the page, where variables are filled in. */
const asShown = (title: string): RegExp =>
  new RegExp(
    `^${title
      .split(/\$\w+/)
      .map((part) => part.replace(/[^\w ]/g, '.'))
      .join('.*')}$`,
  );

for (const { uid, title, panels } of PROVISIONED) {
  test(`every panel of ${title} has data, and none an error`, async ({ page, request, faults }) => {
    const down: string[] = [];
    for (const source of BESIDE) {
      if (!(await request.get(`/api/datasources/uid/${source}/health`)).ok()) down.push(`\${${source}}`);
    }
    const wanted = panels.filter(({ datasource }) => !down.includes(datasource?.uid ?? ''));
    for (const source of down) {
      const left = panels.filter(({ datasource }) => datasource?.uid === source).map((panel) => panel.title);
      if (left.length === 0) continue;
      const description = `${source} does not answer here: ${left.join(', ')}`;
      test.info().annotations.push({ type: 'not looked at', description });
      process.stdout.write(`${title}: not looked at, ${description}\n`);
    }

    const panelOf = ({ title: shown }: PanelState) => wanted.find((panel) => asShown(panel.title).test(shown));
    const isWell = (state: PanelState): boolean => {
      const panel = panelOf(state);
      if (!panel || state.shows === 'data') return true;
      const words = panel.fieldConfig?.defaults.noValue;
      return state.shows === 'no data' && (MAY_BE_EMPTY.has(panel.title) || (words !== undefined && words !== MISSING));
    };
    await open(page, uid);
    const unwell = async () => (await panelsOn(page)).filter((state) => !isWell(state)).map((state) => `${state.title}: ${state.shows}`);
    const unseen = async () => {
      const seen = (await panelsOn(page)).map((state) => state.title);
      return wanted.map((panel) => panel.title).filter((one) => !seen.some((shown) => asShown(one).test(shown)));
    };
    await expect.poll(unwell, { timeout: 120_000 }).toEqual([]);
    await expect.poll(unseen).toEqual([]);
    expect(faults).toEqual([]);
  });
}
