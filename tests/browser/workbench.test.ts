import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Workbench } from '../../workbench/src/server.ts';
import { TOKEN, type FakeProxy } from './fakeProxy.ts';
import { accessibilityFaults, stickingOut } from './page.ts';
import { openTestWorkbench, type TestWorkbench } from './testWorkbench.ts';

let opened: TestWorkbench;
let profile: BrowserContext;
let proxy: FakeProxy;
let workbench: Workbench;
let page: Page;
let faults: string[];

beforeAll(async () => {
  opened = await openTestWorkbench();
  ({ profile, proxy, workbench } = opened);
});
afterAll(() => opened.close());

beforeEach(async () => {
  faults = [];
  proxy.asked.length = 0;
  await fetch(`${workbench.url}/api/datasources/uid/tart-lab`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: proxy.url, token: TOKEN }),
  });
});
afterEach(() => page.close());

async function open({ width = 1280, path = '' } = {}): Promise<void> {
  page = await profile.newPage();
  await page.setViewportSize({ width, height: 1000 });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('response', (response) => {
    // Grafana's own font is in none of its packages; the page then shows the machine's.
    if (response.status() >= 400 && !response.url().includes('/public/fonts/')) faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(workbench.url + path);
  await figure().waitFor();
}

const figure = (): Locator => page.getByRole('figure').first();
const option = (name: RegExp): Locator => page.getByRole('option', { name });
const lastQuery = (): unknown => proxy.asked.at(-1)?.queries[0];

/** Colours of the series' lines on the canvas: pixels that are neither grey nor transparent. */
const coloursDrawn = (): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const colours = new Set<string>();
    for (let i = 0; i < pixels.length; i += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = [pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]];
      if (alpha > 250 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) colours.add(`${red},${green},${blue}`);
    }
    return colours.size;
  });

describe('the plugin on its workbench page', () => {
  it('draws a series for every VM, with its name and the notice of the silent one', async () => {
    await open();
    await page.getByText('dev-worker1 last answered 40 s ago').waitFor();
    for (const vm of ['dev-master', 'dev-worker1', 'prod-master', 'prod-worker1'])
      await page.getByText(vm, { exact: true }).first().waitFor();
    expect(await coloursDrawn()).toBeGreaterThanOrEqual(4);
    expect(lastQuery()).toMatchObject({ kind: 'metric', metric: 'tart_vm_cpu_busy_ratio', vms: [] });
    expect(faults).toEqual([]);
  });

  it('picks a metric and a VM by keyboard and mouse, and asks for them', async () => {
    await open();
    await page.getByRole('combobox', { name: 'Metric' }).fill('Memory used');
    await option(/Memory used %/).click();
    await page.getByLabel('VM', { exact: true }).click();
    await option(/prod-master/).click();
    await page.keyboard.press('Escape');
    await expect.poll(lastQuery).toMatchObject({ metric: 'tart_vm_memory_used_ratio', vms: ['prod-master'] });
    await expect.poll(() => page.getByRole('figure', { name: '1 time series' }).count()).toBe(1);
  });

  it('narrows the VMs by the chosen cluster', async () => {
    await open();
    await page.getByLabel('Cluster', { exact: true }).click();
    await option(/prod/).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('VM', { exact: true }).click();
    await expect.poll(() => option(/./).count()).toBe(2);
  });

  it('takes a typed pattern', async () => {
    await open();
    await page.getByLabel('VM', { exact: true }).fill('dev-*');
    await option(/dev-\*/).click();
    await expect.poll(lastQuery).toMatchObject({ vms: ['dev-*'] });
    await expect.poll(() => page.getByRole('figure', { name: '2 time series' }).count()).toBe(1);
  });

  it('shows an error beside the query that has it, and the other query’s series', async () => {
    await open();
    await page.getByRole('button', { name: 'Add query' }).click();
    const second = page.getByRole('group', { name: 'Query B' });
    await second.getByRole('combobox', { name: 'Metric' }).fill('tart_vm_speed');
    await option(/tart_vm_speed/).click();
    await second.getByText(/there is no metric "tart_vm_speed".*Choose a metric of the catalogue/).waitFor();
    expect(
      await page
        .getByRole('group', { name: 'Query A' })
        .getByText(/there is no metric/)
        .count(),
    ).toBe(0);
    await expect.poll(() => page.getByRole('figure', { name: '4 time series' }).count()).toBe(1);
  });

  it('shows tables and events', async () => {
    await open();
    await page.getByLabel('Tables').check({ force: true });
    await page.getByRole('figure', { name: 'ports' }).getByText('kube-apiserver').waitFor();
    await page.getByLabel('Events').check({ force: true });
    await page.getByText('dev-worker1 stopped answering').waitFor();
    expect(faults).toEqual([]);
  });

  it('shows flows in every view, with what Hubble lost', async () => {
    await open();
    await page.getByLabel('Flows').check({ force: true });
    await page.getByRole('figure', { name: 'nodes' }).getByText('coredns', { exact: true }).waitFor();
    await page.getByRole('figure', { name: 'edges' }).getByText('dev/demo/httpbin', { exact: true }).first().waitFor();
    await page.getByText('dev lost 17 flow events; rates are too low meanwhile').waitFor();
    for (const [view, figureName] of [
      ['Top connections', 'connections'],
      ['Latest flows', 'flows'],
      ['Rates', '2 time series'],
    ] as const) {
      await page.getByRole('combobox', { name: 'View' }).click();
      await option(new RegExp(`^${view}`)).click();
      await page.getByRole('figure', { name: figureName }).waitFor();
    }
    expect(faults).toEqual([]);
  });

  it('asks for the flows of a workload that were dropped, by keyboard alone', async () => {
    await open();
    await page.getByLabel('Metrics').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('combobox', { name: 'View' }).waitFor();
    const choose = async (field: string, typed: string): Promise<void> => {
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.getByLabel(field, { exact: true }).evaluate((input) => input === document.activeElement)) break;
      }
      await page.keyboard.type(typed, { delay: 40 });
      await option(new RegExp(typed, 'i')).first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
    };
    await choose('Workload', 'redis');
    await choose('Verdict', 'Dropped');
    await expect.poll(lastQuery).toMatchObject({ kind: 'flows', view: 'graph', workloads: ['redis'], verdicts: ['dropped'], limit: 200 });
    await expect.poll(() => page.getByRole('figure', { name: 'edges' }).getByText('POLICY_DENIED', { exact: true }).count()).toBe(1);
  });

  it('shows a table of a cluster, with columns that were picked', async () => {
    await open();
    await page.getByLabel('Tables').check({ force: true });
    await page.getByRole('combobox', { name: 'Table' }).click();
    await option(/^Pods/).click();
    await page.getByRole('figure', { name: 'pods' }).getByText('CrashLoopBackOff').waitFor();
    await page.getByLabel('Namespace', { exact: true }).click();
    await option(/demo/).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('Columns').click();
    await option(/QoS class/).click();
    await page.keyboard.press('Escape');
    await page.getByRole('figure', { name: 'pods' }).getByText('BestEffort').waitFor();
    await expect.poll(lastQuery).toMatchObject({ table: 'pods', namespaces: ['demo'], columns: ['qos'] });
  });

  it('filters a metric of pods by what runs in a namespace', async () => {
    await open();
    await page.getByRole('combobox', { name: 'Metric' }).fill('Pod memory');
    await option(/Pod memory usage/).click();
    await page.getByLabel('Pod', { exact: true }).click();
    await option(/redis-0/).click();
    await page.keyboard.press('Escape');
    await expect.poll(lastQuery).toMatchObject({ metric: 'tart_pod_memory_usage_bytes', labels: { pod: ['redis-0'] } });
  });

  it('tests the settings: what is reachable, what is not, and what to do', async () => {
    await open();
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page.getByText('Tart Lab proxy 0.1.0 answers · 3 of 4 VMs reachable · 1 stopped · 2 of 2 clusters').waitFor();
    await page
      .getByText(/the guest refused the connection.*Start sshd in the guest/)
      .first()
      .waitFor();
  });

  it('says what is wrong with a wrong token, and is well again with the right one', async () => {
    await open();
    const result = page.getByRole('region', { name: 'Settings' });
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('textbox', { name: /^Token/ }).fill('wrong');
    await page.getByRole('button', { name: 'Save & test' }).click();
    await result.getByText(/the bearer token is not the one configured/).waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('textbox', { name: /^Token/ }).fill(TOKEN);
    await page.getByRole('button', { name: 'Save & test' }).click();
    await result.getByText(/3 of 4 VMs reachable/).waitFor();
  });

  it('says what is wrong with an address where no proxy answers', async () => {
    await open();
    await page.getByLabel(/^URL/).fill('http://127.0.0.1:1');
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page
      .getByRole('region', { name: 'Settings' })
      .getByText(/Grafana cannot reach the Tart Lab proxy/)
      .waitFor();
  });

  it('keeps the token on the server', async () => {
    const bodies: Promise<string>[] = [];
    await open();
    page.on('response', (response) => bodies.push(response.text().catch(() => '')));
    await page.reload();
    await figure().waitFor();
    expect(proxy.authorizations).toContain(`Bearer ${TOKEN}`);
    expect((await Promise.all(bodies)).join('\n')).not.toContain(TOKEN);
    expect(await page.content()).not.toContain(TOKEN);
  });

  it('passes on what the plugin needs and nothing else', async () => {
    await open();
    const status = (method: string, path: string): Promise<number> =>
      page.evaluate(
        async ([verb = '', where = '']) => (await fetch(`/api/datasources/proxy/uid/tart-lab/${where}`, { method: verb })).status,
        [method, path],
      );
    expect(await status('GET', 'api/v1/snapshot')).toBe(404); // passed on; the fake proxy has none
    for (const path of ['metrics', 'healthz', 'api/v1/secrets', '']) expect(await status('GET', path)).toBe(403);
    expect(await status('DELETE', 'api/v1/query')).toBe(403);
  });

  it.each([
    ['dark', 1280],
    ['light', 1280],
    ['dark', 400],
    ['light', 400],
  ])('is accessible and fits in %s at %s px', async (mode, width) => {
    await open({ width });
    await page.getByLabel(mode === 'dark' ? 'Dark' : 'Light').check({ force: true });
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page.getByText(/3 of 4 VMs reachable/).waitFor();
    await page.mouse.move(0, 0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await stickingOut(page)).toEqual([]);
  });

  it.each([
    ['dark', 1280],
    ['light', 1280],
    ['dark', 400],
    ['light', 400],
  ])('is accessible and fits with flows and a table of pods in %s at %s px', async (mode, width) => {
    await open({ width });
    await page.getByLabel(mode === 'dark' ? 'Dark' : 'Light').check({ force: true });
    const seen = async (): Promise<void> => {
      await page.mouse.move(0, 0);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await stickingOut(page)).toEqual([]);
    };
    await page.getByLabel('Flows').check({ force: true });
    await page.getByLabel('Workload', { exact: true }).fill('nginx-*');
    await option(/nginx-\*/).click();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'View' }).click();
    await option(/^Latest flows/).click();
    await page.getByRole('figure', { name: 'flows' }).waitFor();
    await seen();
    await page.getByLabel('Tables').check({ force: true });
    await page.getByRole('combobox', { name: 'Table' }).click();
    await option(/^Pods/).click();
    await page.getByRole('figure', { name: 'pods' }).waitFor();
    await seen();
  });

  it('speaks Korean where the user does', async () => {
    await open({ path: '/?lang=ko-KR' });
    await page.getByLabel('메트릭', { exact: true }).first().waitFor();
    await page.getByLabel('클러스터', { exact: true }).waitFor();
    expect(await page.getByText('Choose a metric').count()).toBe(0);
  });
});
