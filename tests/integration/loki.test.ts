import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { openLokiStandIn, type LokiStandIn } from '../../backend-proxy/src/push/testing.ts';
import { openLab, type Lab } from '../../lab/src/openLab.ts';
import { freePort } from '../apiserver/freePort.ts';
import { openProcess, until, type ProxyProcess } from '../support/proxyProcess.ts';

// Loki itself cannot be had where the tests run: a server that takes pushes as Loki does, and remembers them, stands in for it.
const LOGIN = 'a-login-that-must-not-show-5c2e';
const VM = 'dev-worker1';
const STOPPED = /^dev-worker1 stopped/;
let dir: string;
let lab: Lab;
let port: number;
let loki: LokiStandIn;
let proxy: ProxyProcess;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-loki-'));
  lab = await openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 });
  port = await freePort();
  loki = await openLokiStandIn(port);
  const config: unknown = parse(await readFile(lab.configFile, 'utf8'));
  const own = {
    listen: '127.0.0.1:0',
    token: '${TART_LAB_TOKEN}',
    log: 'debug',
    intervals: { guests: '1s', inventory: '1s' },
    loki: { url: loki.url, auth: { user: 'lab', passwordFile: 'loki-password' }, headers: { 'X-Scope-OrgID': 'lab' } },
    stateDir: 'state',
  };
  await writeFile(join(dir, 'tart-lab.yaml'), stringify(Object.assign({}, config, own)));
  await writeFile(join(dir, 'loki-password'), `${LOGIN}\n`, { mode: 0o600 });
  await begin();
});
afterAll(async () => {
  await proxy?.stop();
  await loki?.close();
  await lab?.close();
  if (dir) await rm(dir, { recursive: true });
});

async function begin(): Promise<void> {
  proxy = await openProcess(dir);
  await until(async () => (await proxy.health()).vms.up === 10 || undefined, 60_000, proxy.log);
}
/** How often Loki took a line about a VM. */
const times = (pattern: RegExp): number => loki.taken().filter((text) => pattern.test(text)).length;
const kinds = async (): Promise<string[]> => (await proxy.health()).problems.map(({ kind }) => kind);
const comes = (pattern: RegExp): Promise<unknown> =>
  until(
    () => times(pattern) > 0 || undefined,
    20_000,
    () => loki.taken().join('\n'),
  );
const passes = (kind: string, there: boolean): Promise<unknown> =>
  until(async () => (await kinds()).includes(kind) === there || undefined, 90_000, proxy.log);

describe('events on their way to Loki', { timeout: 240_000 }, () => {
  it('arrive as lines of few streams, with login and tenant', async () => {
    await lab.fault('stop', VM);
    await comes(STOPPED);
    const { headers, pushed } = loki.asked.find((push) => push.pushed.streams.some(({ stream }) => stream['kind'] === 'vm_stopped')) ?? {};
    expect(headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`lab:${LOGIN}`).toString('base64')}`,
      'x-scope-orgid': 'lab',
    });
    const stopped = pushed?.streams.find(({ stream }) => stream['kind'] === 'vm_stopped');
    expect(stopped?.stream).toMatchObject({ job: 'tart-lab', cluster: 'dev' });
    const [atNs = '', line = ''] = stopped?.values[0] ?? [];
    expect(Math.abs(Number(atNs) / 1e6 - Date.now())).toBeLessThan(60_000);
    expect(JSON.parse(line)).toMatchObject({ vm: VM, mac: 'studio', cluster: 'dev' });
  });

  it('wait while Loki is away, and arrive when it is back, in order; meanwhile a problem says so and the lab is read as ever', async () => {
    await loki.close();
    await lab.fault('start', VM);
    await passes('loki_unreachable', true);
    await lab.fault('stop', 'prod-worker2');
    await until(async () => (await proxy.vm('prod-worker2')).state === 'stopped' || undefined, 20_000, proxy.log);
    loki = await openLokiStandIn(port);
    await passes('loki_unreachable', false);
    const texts = loki.taken();
    const started = texts.findIndex((text) => /^dev-worker1 started/.test(text));
    const stopped = texts.findIndex((text) => /^prod-worker2 stopped/.test(text));
    expect([started >= 0, stopped > started], texts.join('\n')).toEqual([true, true]);
  });

  it('that a killed proxy could not send come after its restart', async () => {
    await loki.close();
    await lab.fault('start', 'prod-worker2');
    const isTold = async (): Promise<boolean> => {
      const { frames } = await proxy.query({ kind: 'events', kinds: ['vm_started'] }, 120);
      return JSON.stringify(frames).includes('prod-worker2');
    };
    await until(async () => (await isTold()) || undefined, 20_000, proxy.log);
    // The history keeps events once a second.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await proxy.kill();
    loki = await openLokiStandIn(port);
    await begin();
    await comes(/^prod-worker2 started/);
  });

  it('are refused with a wrong login, which is told with what to do, and no event is lost', async () => {
    loki.answer(...Array.from({ length: 3 }, () => ({ status: 401, text: 'no org id' })));
    await lab.fault('stop', 'staging-worker1');
    await passes('loki_refused', true);
    const told = (await proxy.health()).problems.find(({ kind }) => kind === 'loki_refused');
    expect(told).toMatchObject({ target: loki.url, detail: 'HTTP 401: no org id', advice: expect.stringContaining('loki.auth') });
    await comes(/^staging-worker1 stopped/);
    await passes('loki_refused', false);
  });

  it('leave no login in a log, an answer or a file of ours', async () => {
    const answers = await Promise.all(
      ['/metrics', '/api/v1/health', '/api/v1/snapshot'].map(async (path) =>
        (await proxy.fetch(path, { headers: { authorization: `Bearer ${proxy.env['TART_LAB_TOKEN'] ?? ''}` } })).text(),
      ),
    );
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter(
      (file) => file.isFile() && file.name !== 'loki-password',
    );
    const written = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
    const places = { log: proxy.log(), answers: answers.join('\n'), files: written.join('\n') };
    const encoded = Buffer.from(`lab:${LOGIN}`).toString('base64');
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(1000);
      expect([text.includes(LOGIN), text.includes(encoded)], place).toEqual([false, false]);
    }
  });
});
