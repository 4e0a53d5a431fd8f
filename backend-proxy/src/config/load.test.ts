import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginOf } from './config.ts';
import { loadConfig } from './load.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-config-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function load(yaml: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(dir, 'tart-lab.yaml');
  writeFileSync(file, yaml);
  return loadConfig(file, env);
}

function issuesOf(yaml: string, env: NodeJS.ProcessEnv = {}) {
  const loaded = load(yaml, env);
  return loaded.ok ? [] : loaded.error.issues;
}

describe('loadConfig', () => {
  it('fills in every default from an empty file', () => {
    const loaded = load('');
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        listen: { host: '127.0.0.1', port: 4100 },
        token: null,
        intervals: { guestsMs: 5000, disksMs: 30_000 },
        macs: [{ name: 'local', ssh: null, tart: { command: 'tart', resolver: 'dhcp' } }],
        guests: { include: ['*'], login: { user: 'admin', port: 22, hostKeys: 'accept-new' } },
        history: { engine: 'sqlite', path: join(dir, 'data/history.db'), rawMs: 86_400_000, minuteMs: 2_592_000_000, server: null },
      },
    });
  });

  it('lets an override inherit what it leaves out', () => {
    const loaded = load(
      'guests:\n  ssh: { user: admin, password: secret }\n  overrides: { build-mac: { ssh: { user: builder, port: 2222 } } }',
    );
    expect(loaded.ok && loginOf(loaded.value, 'build-mac')).toMatchObject({ user: 'builder', port: 2222, password: 'secret' });
    expect(loaded.ok && loginOf(loaded.value, 'dev-master')).toMatchObject({ user: 'admin', port: 22 });
  });

  it('reads variables in values and secrets from files without the line end', () => {
    writeFileSync(join(dir, 'password'), 'from file\n');
    const loaded = load('token: ${TOKEN}\nguests: { ssh: { passwordFile: password } }', { TOKEN: 'abc' });
    expect(loaded).toMatchObject({ ok: true, value: { token: 'abc', guests: { login: { password: 'from file' } } } });
  });

  it('names the path of an unknown key and the key that was meant', () => {
    expect(issuesOf('guests:\n  shh: { user: x }')).toEqual([{ path: 'guests.shh', message: 'unknown key; did you mean ssh?' }]);
    expect(issuesOf('macs: [{ name: a, tart: { comand: t } }]')).toEqual([
      { path: 'macs[0].tart.comand', message: 'unknown key; did you mean command?' },
    ]);
  });

  it('says what a duration looks like', () => {
    expect(issuesOf('intervals: { guests: 5 seconds }')[0]).toMatchObject({
      path: 'intervals.guests',
      message: expect.stringContaining('such as 500ms, 5s'),
    });
    expect(issuesOf('intervals: { guests: 1ms }')[0]).toMatchObject({ path: 'intervals.guests' });
  });

  it('refuses a variable that is not set, with the key that uses it', () => {
    expect(issuesOf('guests: { ssh: { password: "${NOT_SET}" } }')[0]).toMatchObject({
      path: 'guests.ssh.password',
      message: expect.stringContaining('NOT_SET'),
    });
  });

  it('refuses a secret file that is missing or empty, without its content', () => {
    writeFileSync(join(dir, 'empty'), '');
    expect(issuesOf('tokenFile: missing')[0]).toMatchObject({ path: 'tokenFile', message: expect.stringContaining('ENOENT') });
    expect(issuesOf('tokenFile: empty')[0]).toMatchObject({ path: 'tokenFile', message: 'empty is empty' });
  });

  it('refuses an address that others can reach when there is no token', () => {
    expect(issuesOf('listen: 0.0.0.0:4100')[0]).toMatchObject({ path: 'token' });
    expect(issuesOf('listen: 0.0.0.0:4100', { TART_LAB_TOKEN: 'abc' })).toEqual([]);
    expect(issuesOf('listen: "[::1]:4100"')).toEqual([]);
    expect(issuesOf('', { TART_LAB_LISTEN: 'nonsense' })[0]).toMatchObject({ path: 'TART_LAB_LISTEN' });
  });

  it('refuses two Macs of one name', () => {
    expect(issuesOf('macs: [{ name: a }, { name: a }]')).toEqual([{ path: 'macs[1].name', message: 'a is there twice' }]);
  });

  it('names the line of broken YAML', () => {
    expect(issuesOf('listen: [')[0]?.path).toMatch(/^line \d+$/);
  });

  it('says what to do when there is no file', () => {
    expect(loadConfig(join(dir, 'none.yaml'), {})).toMatchObject({
      ok: false,
      error: { issues: [{ message: expect.stringContaining('tart-lab init') }] },
    });
  });
});
