import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from './load.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-history-server-'));
  writeFileSync(join(dir, 'token'), 'from file\n'.replace(' ', '-'));
  writeFileSync(join(dir, 'ca.pem'), 'a certificate');
});
afterAll(() => rmSync(dir, { recursive: true }));

function load(history: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(dir, 'tart-lab.yaml');
  writeFileSync(file, `history: ${history}`);
  return loadConfig(file, env);
}
const serverOf = (history: string, env?: NodeJS.ProcessEnv) => {
  const loaded = load(history, env);
  return loaded.ok ? loaded.value.history.server : loaded.error.issues;
};

it('needs no more than an address', () => {
  expect(serverOf('{ engine: prometheus, url: "http://127.0.0.1:9090/" }')).toEqual({
    url: 'http://127.0.0.1:9090',
    headers: {},
    tls: { ca: undefined, cert: undefined, key: undefined, serverName: undefined, verify: true },
    timeoutMs: 15_000,
    scrapeMs: 15_000,
    match: '',
  });
});

it('reads a login, a tenant, a CA, matchers and times', () => {
  expect(
    serverOf(
      '{ engine: prometheus, url: "https://mimir/prometheus", auth: { user: lab, password: "${P}" }, headers: { X-Scope-OrgID: lab }, ' +
        'tls: { ca: ca.pem }, match: \'{job="tart-lab"}\', timeout: 30s, scrape: 5s }',
      { P: 'pass' },
    ),
  ).toMatchObject({
    headers: { 'X-Scope-OrgID': 'lab', authorization: `Basic ${Buffer.from('lab:pass').toString('base64')}` },
    tls: { ca: 'a certificate' },
    timeoutMs: 30_000,
    scrapeMs: 5000,
    match: 'job="tart-lab"',
  });
  expect(serverOf('{ engine: prometheus, url: "http://p", auth: { tokenFile: token } }')).toMatchObject({
    headers: { authorization: 'Bearer from-file' },
  });
});

it.each([
  ['{ engine: prometheus }', 'history.url'],
  ['{ engine: prometheus, url: "ftp://p" }', 'history.url'],
  ['{ engine: prometheus, url: "http://me:hush@p" }', 'history.url'],
  ['{ engine: prometheus, url: "http://p?x=1" }', 'history.url'],
  ['{ engine: prometheus, url: "http://p", match: "job=a" }', 'history.match'],
  ['{ engine: prometheus, url: "http://p", scrape: 1ms }', 'history.scrape'],
  ['{ engine: prometheus, url: "http://p", auth: { user: me } }', 'history.auth'],
  ['{ engine: prometheus, url: "http://p", auth: { user: me, password: hush, token: t } }', 'history.auth.token'],
  ['{ engine: prometheus, url: "http://p", auth: { tokenFile: nothing } }', 'history.auth.tokenFile'],
  ['{ engine: prometheus, url: "http://p", auth: { token: "hush\\r\\nx: y" } }', 'history.auth.token'],
  ['{ engine: prometheus, url: "http://p", headers: { Authorization: hush } }', 'history.headers.Authorization'],
  ['{ engine: prometheus, url: "http://p", headers: { X-A: "hush\\nX-B: c" } }', 'history.headers.X-A'],
  ['{ engine: prometheus, url: "http://p", tls: { ca: nothing } }', 'history.tls.ca'],
  ['{ engine: prometheus, url: "http://p", tls: { cert: ca.pem } }', 'history.tls'],
  ['{ url: "http://p" }', 'history.url'],
])('refuses %s by the path of the key, without what is secret', (history, path) => {
  const issues = serverOf(history);
  expect(issues).toMatchObject([{ path }]);
  expect(JSON.stringify(issues)).not.toContain('hush');
});
