import { z } from 'zod';
import plugin from '../../plugin.json' with { type: 'json' };
import { GRAFANA_URL, PROXY, SOURCE } from './support/grafana.ts';
import { PROVISIONED } from './support/provisioned.ts';
import { expect, test } from './support/test.ts';

test.describe('provisioning', () => {
  test('the plugin is loaded', async ({ request }) => {
    const settings: unknown = await (await request.get(`/api/plugins/${plugin.id}/settings`)).json();
    expect(settings).toMatchObject({ id: plugin.id, type: 'datasource', name: 'Tart Lab', module: expect.stringContaining(plugin.id) });
  });

  test('the source has its address and links, and its token on the server alone', async ({ request }) => {
    const answer = await request.get(`/api/datasources/uid/${SOURCE.uid}`);
    expect(await answer.json()).toMatchObject({
      type: plugin.id,
      access: 'proxy',
      isDefault: false,
      jsonData: { prometheus: { uid: 'prometheus' }, loki: { uid: 'loki' } },
      secureJsonFields: { token: true },
    });
    expect(await answer.text()).not.toContain('secureJsonData"');
  });

  test('the source is healthy: the proxy answers with its VMs and clusters', async ({ lab }) => {
    const { vms, version } = await lab.health();
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(vms.total).toBeGreaterThan(0);
    expect(vms.up).toBeGreaterThan(0);
  });

  for (const file of ['prometheus', 'loki', 'alertmanager']) {
    test(`the source of ${file}.yaml is there`, async ({ request, readProvisionedDataSource }) => {
      const { uid, name, type } = await readProvisionedDataSource({ fileName: `${file}.yaml` });
      expect(await (await request.get(`/api/datasources/uid/${uid}`)).json()).toMatchObject({ name, type });
    });
  }

  test('every correlation leads to Tart Lab', async ({ request }) => {
    const Correlations = z.object({ correlations: z.array(z.object({ sourceUID: z.string(), targetUID: z.string(), label: z.string() })) });
    const { correlations } = Correlations.parse(await (await request.get('/api/datasources/correlations')).json());
    for (const sourceUID of ['prometheus', 'loki']) {
      const ours = correlations.filter((one) => one.sourceUID === sourceUID && one.targetUID === SOURCE.uid);
      expect(ours.map(({ label }) => label).sort()).toEqual(['Node in Tart Lab', 'Pod in Tart Lab', 'VM in Tart Lab']);
    }
  });

  for (const { file, uid, title } of PROVISIONED) {
    test(`the dashboard ${title} is in its folder`, async ({ request }) => {
      const answer: unknown = await (await request.get(`/api/dashboards/uid/${uid}`)).json();
      expect(answer).toMatchObject({ dashboard: { uid, title }, meta: { provisionedExternalId: file, folderTitle: 'Tart Lab' } });
    });
  }

  test('the plugin offers the same dashboards for import', async ({ page }) => {
    await page.goto(`/connections/datasources/edit/${SOURCE.uid}/dashboards`);
    for (const { title } of PROVISIONED) await expect(page.getByText(title, { exact: true }).first()).toBeVisible();
  });

  test('a viewer reaches what the plugin needs, and nothing else of the proxy', async ({ request, playwright }) => {
    const viewer = { login: 'tart-lab-e2e-viewer', password: `e2e-${Date.now()}` };
    const made = z.object({ id: z.number() }).parse(await (await request.post('/api/admin/users', { data: viewer })).json());
    const asViewer = await playwright.request.newContext({
      baseURL: GRAFANA_URL,
      httpCredentials: { username: viewer.login, password: viewer.password, send: 'always' },
    });
    try {
      const status = async (method: string, path: string): Promise<number> => (await asViewer.fetch(path, { method })).status();
      expect(await status('GET', `${PROXY}/health`)).toBe(200);
      const proxy = `/api/datasources/proxy/uid/${SOURCE.uid}`;
      for (const path of ['metrics', 'probe', 'healthz', 'api/v1/secrets'])
        expect([path, await status('GET', `${proxy}/${path}`)]).toEqual([path, 403]);
      expect(await status('DELETE', `${PROXY}/query`)).toBe(403);
      expect(await (await asViewer.get(`/api/datasources/uid/${SOURCE.uid}`)).text()).not.toContain('secureJsonData"');
    } finally {
      await asViewer.dispose();
      await request.delete(`/api/admin/users/${made.id}`);
    }
  });
});
