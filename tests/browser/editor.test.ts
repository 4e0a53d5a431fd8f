import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults, stickingOut } from './page.ts';
import { openTestWorkbench, type TestWorkbench } from './testWorkbench.ts';

let opened: TestWorkbench;
let page: Page;
let faults: string[];

beforeAll(async () => {
  opened = await openTestWorkbench();
});
afterAll(() => opened.close());

async function open({ width = 1280, path = '' } = {}): Promise<void> {
  page = await opened.profile.newPage();
  await page.setViewportSize({ width, height: 1000 });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(opened.workbench.url + path);
  await page.getByRole('figure').first().waitFor();
}
beforeEach(() => {
  faults = [];
  opened.proxy.asked.length = 0;
});
afterEach(() => page.close());

const option = (name: RegExp): Locator => page.getByRole('option', { name }).first();
const lastQuery = (): unknown => opened.proxy.asked.at(-1)?.queries[0];
const box = (name: string): Locator => page.getByRole('combobox', { name, exact: true });

/** Chooses an entry of a list by a part of its name. */
async function choose(field: Locator, name: RegExp): Promise<void> {
  await field.click();
  await option(name).click();
  await page.keyboard.press('Escape');
}

describe('the query editor’s fields', () => {
  it('fold series, by label, and keep the highest, the lowest and those that stand out', async () => {
    await open();
    await choose(box('Combine'), /^Average/);
    await choose(page.getByLabel('By', { exact: true }), /^Cluster/);
    for (const [field, value] of [
      ['Top', '3'],
      ['Bottom', '2'],
      ['Outliers', '2.5'],
    ] as const) {
      await page.getByLabel(field, { exact: true }).fill(value);
      await page.keyboard.press('Enter');
    }
    await expect.poll(lastQuery).toMatchObject({ aggregate: 'avg', groupBy: ['cluster'], top: 3, bottom: 2, outliers: 2.5 });
  });

  it('name series by a template that is completed from the metric’s labels, at an interval of one’s own', async () => {
    await open();
    await box('Legend').fill('{{v');
    await option(/\{\{vm\}\}/).click();
    await page.getByLabel('Min interval').fill('1m');
    await page.keyboard.press('Enter');
    await expect.poll(lastQuery).toMatchObject({ legend: '{{vm}}', minIntervalMs: 60_000 });
    await page.getByLabel('Min interval').fill('soon');
    await page.getByText('An interval such as 30s, 5m or 1h').waitFor();
  });

  it('filter by any label, also by what must not be', async () => {
    await open();
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await choose(box('Filter 1: what'), /^VM/);
    await choose(box('Filter 1: how'), /^!=/);
    await choose(page.getByLabel('Filter 1: values'), /prod-master/);
    await expect.poll(lastQuery).toMatchObject({ filters: [{ key: 'vm', operator: '!=', values: ['prod-master'] }] });
    await page.getByRole('button', { name: 'Remove filter 1' }).click();
    await expect.poll(lastQuery).toMatchObject({ filters: [] });
  });

  it('narrow events by kind, severity and VM', async () => {
    await open();
    await page.getByRole('radio', { name: 'Events' }).check({ force: true });
    await choose(page.locator('#tartlab-A-kinds'), /^VM stopped|^Stopped/i);
    await choose(page.getByLabel('Severity', { exact: true }), /^Error/);
    await choose(page.getByLabel('VM', { exact: true }), /dev-worker1/);
    await expect.poll(lastQuery).toMatchObject({ kind: 'events', severities: ['error'], vms: ['dev-worker1'] });
  });

  it.each([
    ['dark', 1280],
    ['light', 400],
  ])('of events, with a filter, are accessible and fit in %s at %s px', async (mode, width) => {
    await open({ width });
    await page.getByLabel(mode === 'dark' ? 'Dark' : 'Light').check({ force: true });
    await page.getByRole('radio', { name: 'Events' }).check({ force: true });
    await page.getByRole('button', { name: 'Add a filter' }).click();
    await box('Filter 1: what').waitFor();
    await page.mouse.move(0, 0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await stickingOut(page)).toEqual([]);
  });

  it('follow a query live at a switch, and show it without a stream when none can be had', async () => {
    await open();
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/stream')) streams.push(request.method());
    });
    const live = page.getByRole('switch', { name: 'Live', exact: true });
    await live.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => streams.length).toBeGreaterThan(0);
    await page
      .getByText(/Live values do not come at present/)
      .first()
      .waitFor();
    await page.getByRole('figure', { name: '4 time series' }).waitFor();
  });
});

describe('the query as text', () => {
  const text = (): Locator => page.locator('.monaco-editor').first();
  async function toCode(): Promise<void> {
    await page.getByRole('radio', { name: 'Code' }).check({ force: true });
    await text().waitFor();
  }
  async function write(query: string): Promise<void> {
    await text().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(query);
  }

  it('shows what the fields say, and is taken with Ctrl + Enter', async () => {
    await open();
    await choose(page.getByLabel('VM', { exact: true }), /dev-master/);
    await toCode();
    await expect.poll(() => text().innerText()).toContain('dev-master');
    await write('tart_vm_load1{cluster="prod"} max by (vm) top 2');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect.poll(lastQuery).toMatchObject({ metric: 'tart_vm_load1', clusters: ['prod'], aggregate: 'max', groupBy: ['vm'], top: 2 });
    await page.getByRole('radio', { name: 'Builder' }).check({ force: true });
    await expect.poll(() => page.getByLabel('Top', { exact: true }).inputValue()).toBe('2');
    expect(faults).toEqual([]);
  });

  it('is completed: metrics, keys and the lab’s own values', async () => {
    await open();
    await toCode();
    await write('tart_vm_load1{vm="');
    await page.keyboard.press('ControlOrMeta+Space');
    await page.getByText('prod-worker1', { exact: true }).last().waitFor();
    await page.keyboard.press('Escape');
    await write('tart_vm_mem');
    await page.keyboard.press('ControlOrMeta+Space');
    await page.getByText('tart_vm_memory_used_bytes').first().waitFor();
  });

  it('says where it cannot be read, keeps it, and asks nothing', async () => {
    await open();
    await toCode();
    const before = opened.proxy.asked.length;
    await write('tart_vm_load1 topp 5');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText(/^Column 15: “topp” cannot stand here/).waitFor();
    expect(await page.getByRole('radio', { name: 'Builder' }).isDisabled()).toBe(true);
    expect(opened.proxy.asked.slice(before).every(({ queries }) => queries.every(({ metric }) => metric !== ''))).toBe(true);
  });

  it.each([
    ['dark', 1280],
    ['light', 400],
  ])('is accessible and fits in %s at %s px', async (mode, width) => {
    await open({ width });
    await page.getByLabel(mode === 'dark' ? 'Dark' : 'Light').check({ force: true });
    await toCode();
    await page.mouse.move(0, 0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await stickingOut(page)).toEqual([]);
  });
});

describe('what helps', () => {
  it('runs an example and finds a metric by what it means, with a click', async () => {
    await open();
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('button', { name: 'Every VM as it is now' }).click();
    await expect.poll(lastQuery).toMatchObject({ kind: 'table', table: 'vms' });
    await page.getByLabel('Find a metric').fill('swap used');
    await page
      .getByRole('button', { name: /^Swap used/ })
      .first()
      .click();
    await expect.poll(lastQuery).toMatchObject({ kind: 'metric', metric: 'tart_vm_swap_used_bytes' });
    await page.mouse.move(0, 0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('lists the values of a dashboard variable, narrowed by others', async () => {
    await open();
    const panel = page.getByRole('region', { name: 'Dashboard variable' });
    await panel.getByRole('button', { name: 'Edit' }).click();
    await panel.getByText('prod-worker1', { exact: true }).waitFor();
    await panel.getByLabel('Cluster', { exact: true }).click();
    await option(/^dev/).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.getByRole('listitem').allInnerTexts()).toEqual(['dev-master', 'dev-worker1']);
    await panel.getByRole('combobox', { name: 'Values' }).click();
    await option(/^Mount points/).click();
    await expect.poll(() => panel.getByRole('listitem').allInnerTexts()).toEqual(['/', '/boot/efi']);
    await page.mouse.move(0, 0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await stickingOut(page)).toEqual([]);
  });
});
