import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from './load.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-systems-'));
  writeFileSync(join(dir, 'token'), 's3cret\n');
});
afterAll(() => rmSync(dir, { recursive: true }));
function load(yaml: string) {
  const file = join(dir, 'tart-lab.yaml');
  writeFileSync(file, yaml);
  return loadConfig(file, {});
}

it('knows the systems that are named, with a token from its file, and no others', () => {
  expect(load('')).toMatchObject({ ok: true, value: { check: {} } });
  expect(
    load('check: { prometheus: { url: "http://127.0.0.1:9090" }, grafana: { url: "https://grafana.lan/", tokenFile: token } }'),
  ).toMatchObject({
    value: {
      check: { prometheus: { url: 'http://127.0.0.1:9090', token: null }, grafana: { url: 'https://grafana.lan/', token: 's3cret' } },
    },
  });
});

it('refuses what is no address, a token given twice and an unknown system, each with its path', () => {
  const issues = (yaml: string) => {
    const loaded = load(yaml);
    return loaded.ok ? [] : loaded.error.issues.map(({ path, message }) => `${path}: ${message}`);
  };
  expect(issues('check: { grafana: { url: "ftp://x" } }')).toEqual(['check.grafana.url: an address that begins with http:// or https://']);
  expect(issues('check: { webhook: { url: "http://x", token: a, tokenFile: token } }')).toEqual([
    'check.webhook.tokenFile: give token or tokenFile, not both',
  ]);
  expect(issues('check: { grafanna: { url: "http://x" } }')).toEqual(['check.grafanna: unknown key; did you mean grafana?']);
});

it('takes the kubeconfig for load tests beside the configuration', () => {
  const loaded = load(
    'clusters: [{ name: dev, kubeconfig: dev.yaml, loadtestKubeconfig: dev-loadtest.yaml }, { name: prod, kubeconfig: prod.yaml }]',
  );
  expect(loaded.ok && loaded.value.clusters.map(({ loadtestKubeconfig }) => loadtestKubeconfig)).toEqual([
    join(dir, 'dev-loadtest.yaml'),
    undefined,
  ]);
});
