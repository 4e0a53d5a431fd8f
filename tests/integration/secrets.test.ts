import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../testlab/command.ts';
import { openTestLab, type TestLab } from '../testlab/testLab.ts';
import { openProcess, startProxy, TOKEN, until, type ProxyProcess } from '../support/proxyProcess.ts';

const PASSWORD = 'a-password-that-must-not-show-93b1';
const VM = 'dev-master';

let lab: TestLab;
let dir: string;
let proxy: ProxyProcess;
beforeAll(async () => {
  lab = await openTestLab({ count: 2, names: [VM, 'dev-worker1'] });
  await lab.guest(VM).changePassword(PASSWORD);
  dir = join(lab.dir, 'proxy');
  // The second guest refuses this password: its failure must not show it either.
  proxy = await startProxy(lab, dir, (config) => {
    config['log'] = 'debug';
    config['guests'] = { ssh: { user: 'admin', password: '${GUEST_PASSWORD}' } };
    process.env['GUEST_PASSWORD'] = PASSWORD;
  });
  await until(
    async () => (await proxy.health()).vms.up === 1 || undefined,
    20_000,
    () => proxy.log(),
  );
});
afterAll(async () => {
  delete process.env['GUEST_PASSWORD'];
  await proxy.stop();
  await lab.close();
});

const bearer = { authorization: `Bearer ${TOKEN}` };

/** All files below a directory that the proxy may write to, as one text. */
async function everythingWritten(): Promise<string> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  const own = files.filter((file) => file.isFile() && file.name !== 'guest-password');
  return (await Promise.all(own.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join('\n');
}

describe('the token and the guests’ password', () => {
  it('are in no answer, log, file or command line', async () => {
    const query = {
      from: Date.now() - 60_000,
      to: Date.now(),
      queries: ['vms', 'problems'].map((table) => ({ refId: table, kind: 'table', table })),
    };
    const json = { ...bearer, 'content-type': 'application/json' };
    const answers = await Promise.all([
      ...['/api/v1/health', '/api/v1/snapshot', '/api/v1/catalog', '/api/v1/values/vms'].map((path) =>
        proxy.fetch(path, { headers: bearer }),
      ),
      proxy.fetch('/api/v1/query', { method: 'POST', headers: json, body: JSON.stringify(query) }),
      proxy.fetch('/api/v1/health'),
      proxy.fetch('/api/v1/health', { headers: { authorization: `Bearer ${TOKEN}x` } }),
      proxy.fetch(`/api/v1/health?token=${TOKEN}`, { headers: bearer }),
      proxy.fetch('/api/v1/query', { method: 'POST', headers: json, body: `{"token":"${TOKEN}",` }),
    ]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(texts[1]).toContain('ssh_auth_failed'); // the failure that could have told it
    const commandLines = await command(['ps', '-eo', 'args']);
    const places = { answers: texts.join('\n'), log: proxy.log(), files: await everythingWritten(), commandLines };
    expect(places.files.length).toBeGreaterThan(10_000); // the history is among them
    for (const [place, text] of Object.entries(places)) {
      expect(text.includes(TOKEN), `token in ${place}`).toBe(false);
      expect(text.includes(PASSWORD), `password in ${place}`).toBe(false);
    }
  });

  it.each([
    ['no token', {}, '/api/v1/health', 403, 'token_required'],
    ['a wrong token', { authorization: 'Bearer nonsense' }, '/api/v1/health', 403, 'token_wrong'],
    ['a token in the address', bearer, `/api/v1/health?token=${TOKEN}`, 400, 'bad_request'],
    ['a path trick', bearer, '/api%2fv1/health', 404, 'not_found'],
    ['an unknown path', bearer, '/api/v2/health', 404, 'not_found'],
  ])('refuse %s with its status and a problem', async (_what, headers, path, status, kind) => {
    const answer = await proxy.fetch(path, { headers });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ problem: { kind, advice: expect.stringMatching(/\S/) } });
  });

  it.each([
    ['a body over 1 MiB', `{"x":"${'y'.repeat(1024 * 1024)}"}`, 413, 'too_large'],
    ['a body that is no JSON', '{"from":', 400, 'bad_request'],
    ['a body of another shape', '{"from":"yesterday"}', 400, 'bad_request'],
  ])('refuse %s', async (_what, body, status, kind) => {
    const answer = await proxy.fetch('/api/v1/query', { method: 'POST', headers: { ...bearer, 'content-type': 'application/json' }, body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ problem: { kind } });
  });
});

describe('kill -9 at any moment', () => {
  it('loses at most the last second or so of history, and the file opens clean', async () => {
    const points = async () => {
      const { frames } = await proxy.query({ kind: 'metric', metric: 'tart_vm_uptime_seconds', vms: [VM] }, 300);
      return (frames[0]?.data.values[0] ?? []).filter((time): time is number => typeof time === 'number');
    };
    const before = await until(async () => ((await points()).length >= 4 ? points() : undefined), 20_000);
    const killedMs = Date.now();
    await proxy.kill();
    proxy = await openProcess(dir);
    const after = new Set(await points());
    const flushed = before.filter((time) => time < killedMs - 2500);
    expect(flushed.length).toBeGreaterThan(0);
    expect(flushed.filter((time) => !after.has(time))).toEqual([]);
    expect((await proxy.health()).history).toMatchObject({ state: 'ok' });
    expect((await proxy.health()).problems.map(({ kind }) => kind)).not.toContain('history_failed');
  });

  it('and a polite end leaves nothing running, with exit code 0', async () => {
    expect(await proxy.stop()).toBe(0);
    expect(() => process.kill(proxy.pid, 0)).toThrow('ESRCH');
  });
});
