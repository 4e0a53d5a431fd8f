import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from './load.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-loki-config-'));
  writeFileSync(join(dir, 'password'), 'hush-hush\n');
});
afterAll(() => rmSync(dir, { recursive: true }));
function lokiOf(yaml: string) {
  const file = join(dir, 'tart-lab.yaml');
  writeFileSync(file, yaml);
  const loaded = loadConfig(file, {});
  return loaded.ok ? loaded.value.loki : loaded.error.issues;
}

it('is off unless it is named', () => {
  expect(lokiOf('')).toBeNull();
});

it('needs an address alone, and takes a login, a tenant and a time', () => {
  expect(lokiOf('loki: { url: "http://127.0.0.1:3100/" }')).toMatchObject({ url: 'http://127.0.0.1:3100', headers: {}, timeoutMs: 15_000 });
  const login = 'auth: { user: lab, passwordFile: password }, headers: { X-Scope-OrgID: lab }, timeout: 5s';
  expect(lokiOf(`loki: { url: "https://loki.lan", ${login} }`)).toMatchObject({
    headers: { 'X-Scope-OrgID': 'lab', authorization: `Basic ${Buffer.from('lab:hush-hush').toString('base64')}` },
    timeoutMs: 5000,
  });
});

it.each([
  ['{}', 'loki.url'],
  ['{ url: "loki:3100" }', 'loki.url'],
  ['{ url: "http://lab:hush@loki" }', 'loki.url'],
  ['{ url: "http://loki", auth: { user: lab } }', 'loki.auth'],
  ['{ url: "http://loki", auth: { passwordFile: nothing, user: lab } }', 'loki.auth.passwordFile'],
  ['{ url: "http://loki", match: "{}" }', 'loki.match'],
  ['{ url: "http://loki", tls: { ca: nothing } }', 'loki.tls.ca'],
])('refuses %s by the path of the key, without what is secret', (loki, path) => {
  const issues = lokiOf(`loki: ${loki}`);
  expect(issues).toContainEqual(expect.objectContaining({ path }));
  expect(JSON.stringify(issues)).not.toContain('hush');
});
