import { rmSync, statSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeApi, KubeFailure } from './kubeApi.ts';
import { openKubeApi } from './openKubeApi.ts';
import { kubeconfigOf, PATIENT, PROTOCOLS, sendJson, startServer, type Answering, type TestServer } from './testServer.ts';

let server: TestServer;
const answer: Answering = (request, response) => {
  if (accepted === null || request.headers.authorization === `Bearer ${accepted}`) return sendJson(response, 200, {});
  const said = `token ${request.headers.authorization ?? ''} is not known`;
  sendJson(response, 401, { kind: 'Status', code: 401, reason: 'Unauthorized', message: said });
};
let accepted: string | null;
let nowMs: number;
const apis: KubeApi[] = [];
const renewals: string[] = [];
beforeEach(async () => {
  accepted = null;
  nowMs = 1_000_000;
  renewals.length = 0;
  server = await startServer(answer);
});
afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
  await server.close();
});

/** A plugin of a test that does not hang may take its time. */
const PLUGIN_MS = 20_000;

function open(kubeconfig: string | null, context: string | null = null, execTimeoutMs = PLUGIN_MS): KubeApi {
  const options = { now: () => nowMs, execTimeoutMs, onCredentials: (why: string) => renewals.push(why) };
  const api = openKubeApi({ name: 'dev', kubeconfig, context }, options);
  apis.push(api);
  return api;
}
const tokens = (): (string | undefined)[] => server.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
const read = (api: KubeApi) => api.read('/api/v1/pods', {}, PATIENT);
async function failureOf(api: KubeApi): Promise<KubeFailure> {
  const answer = await read(api);
  if (answer.ok) throw new Error('it succeeded');
  return answer.error;
}

describe('a kubeconfig', () => {
  const twice = {
    ...kubeconfigOf('https://dev:6443', {}),
    contexts: [
      { name: 'a', context: { cluster: 'c', user: 'u' } },
      { name: 'b', context: {} },
    ],
  };
  it.each<[string, string, string | null, RegExp]>([
    ['bad YAML', 'clusters: [\n  token: s3cret-token\n', null, /kubeconfig\.json: /],
    ['no mapping', '- a', null, /is no kubeconfig/],
    ['an unknown context', JSON.stringify(twice), 'nope', /has no context nope/],
    ['an unknown current context', JSON.stringify(twice), null, /has no context main/],
    ['no context at all', '{}', null, /has no current-context/],
    ['a context without a cluster', JSON.stringify(twice), 'b', /context b: cluster /],
    ['a server that is no URL', JSON.stringify(kubeconfigOf('dev:6443', {})), null, /cluster c: server must be a URL/],
    ['a missing authority', JSON.stringify(kubeconfigOf('https://dev:6443', {}, { 'certificate-authority': 'ca.crt' })), null, /ca\.crt/],
    [
      'an authority that is no PEM',
      JSON.stringify(kubeconfigOf('https://dev:6443', {}, { 'certificate-authority-data': 'AAAA' })),
      null,
      /no PEM/,
    ],
    [
      'a missing token file',
      JSON.stringify(kubeconfigOf('https://dev:6443', { tokenFile: 'token' })),
      null,
      /token file .*token is not there/,
    ],
  ])('with %s is refused by name', async (_what, text, context, detail) => {
    const { problem } = await failureOf(open(server.write('kubeconfig.json', text), context));
    expect(problem).toMatchObject({ kind: 'kubeconfig_invalid', target: 'dev' });
    expect(problem.detail).toMatch(detail);
    expect(JSON.stringify(problem)).not.toContain('s3cret-token');
  });

  it('that is missing, or not set, is refused; once it is there it is used', async () => {
    expect((await failureOf(open(null))).problem.kind).toBe('kubeconfig_invalid');
    const path = server.kubeconfig({});
    rmSync(path);
    const api = open(path);
    expect((await failureOf(api)).problem.detail).toContain('is not there');
    server.kubeconfig({});
    expect((await read(api)).ok).toBe(true);
  });

  it('whose other entries are wrong is used', async () => {
    const file = kubeconfigOf(server.url, { token: 'good-token' });
    file.clusters.push({ name: 'other', cluster: { server: 'nonsense' } });
    expect((await read(open(server.write('kubeconfig.json', JSON.stringify(file))))).ok).toBe(true);
  });
});

describe.each(PROTOCOLS)('a kubeconfig of a server with %s', (protocol) => {
  beforeEach(async () => {
    await server.close();
    server = await startServer(answer, protocol);
  });

  it('that changes is read again before the next request, and so is a token file', async () => {
    const api = open(server.kubeconfig({ token: 'first-token' }));
    await read(api);
    server.write('token', 'second-token\n');
    server.kubeconfig({ tokenFile: 'token' });
    await read(api);
    await read(api);
    server.write('token', 'third-token-of-file\n');
    await read(api);
    expect(tokens()).toEqual(['first-token', 'second-token', 'second-token', 'third-token-of-file']);
    expect(renewals).toEqual(['kubeconfig', 'kubeconfig']);
    expect(server.connections()).toBe(1);
  });

  it('that names another server leaves the old one’s connections, watches too', async () => {
    const other = await startServer((_request, response) => sendJson(response, 200, {}), protocol);
    try {
      const api = open(server.kubeconfig({}));
      await read(api);
      expect(api.endpoint?.()).toBe(`${server.url}/`);
      server.kubeconfig({}, { server: other.url });
      await read(api);
      expect(api.endpoint?.()).toBe(`${other.url}/`);
      expect(other.requests).toHaveLength(1);
      await expect.poll(() => server.connections()).toBe(0);
    } finally {
      await other.close();
    }
  });
});

describe('refused credentials', () => {
  it('are tried again at once when the file holds others, even if its stamp is the same', async () => {
    accepted = 'token-2';
    const path = server.kubeconfig({ token: 'token-1' });
    const api = open(path);
    utimesSync(path, 1000, 1000);
    accepted = 'token-1';
    await read(api);
    accepted = 'token-2';
    server.kubeconfig({ token: 'token-2' });
    utimesSync(path, 1000, 1000);
    expect((await read(api)).ok).toBe(true);
    expect(tokens()).toEqual(['token-1', 'token-1', 'token-2']);
  });

  it('are not sent twice when there are no others, and show nowhere', async () => {
    accepted = 'another-token';
    const failure = await failureOf(open(server.kubeconfig({ token: 'expired-token' })));
    expect(tokens()).toEqual(['expired-token']);
    expect(failure).toMatchObject({ status: 401, problem: { kind: 'cluster_auth_failed' } });
    expect(JSON.stringify(failure)).not.toContain('expired-token');
  });
});

describe('an exec plugin', () => {
  const credential = (token: string, more = ''): string => `echo '{"kind":"ExecCredential","status":{"token":"${token}"${more}}}'`;
  const plugin = (script: string, more: object = {}): string => {
    server.write('plugin.sh', `#!/bin/sh\necho run >> "$(dirname "$0")/runs"\n${script}\n`, 0o700);
    return server.kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh', ...more } });
  };
  const runs = (): number => statSync(`${server.folder}/runs`).size / 'run\n'.length;

  it('is asked once, with what it has to know, and not told the proxy’s secrets', async () => {
    process.env['TART_LAB_TOKEN'] = 'proxy-token';
    const script = `[ -z "$TART_LAB_TOKEN" ] && [ "$PROFILE" = lab ] && [ "$1" = get ] || exit 9
case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*'"server":"${server.url}"'*) ;; *) exit 8;; esac
${credential('plugin-token')}`;
    try {
      const api = open(plugin(script, { args: ['get'], env: [{ name: 'PROFILE', value: 'lab' }], provideClusterInfo: true }));
      const answers = await Promise.all([read(api), read(api), read(api)]);
      expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    } finally {
      delete process.env['TART_LAB_TOKEN'];
    }
    expect(tokens()).toEqual(['plugin-token', 'plugin-token', 'plugin-token']);
    expect(runs()).toBe(1);
  });

  it('is asked again when what it gave runs out', async () => {
    nowMs = Date.parse('2026-11-22T12:00:00Z');
    const api = open(plugin(credential('plugin-token', ',"expirationTimestamp":"2026-11-22T12:10:00Z"')));
    await read(api);
    nowMs += 9 * 60_000;
    await read(api);
    expect(runs()).toBe(1);
    nowMs += 60_000;
    await read(api);
    expect(runs()).toBe(2);
    expect(renewals).toEqual(['exec']);
  });

  it('is asked once more when the server refuses what it gave, and not again and again', async () => {
    accepted = 'fresh-token';
    const api = open(
      plugin(
        `[ -e "$(dirname "$0")/seen" ] && ${credential('fresh-token')} || { touch "$(dirname "$0")/seen"; ${credential('stale-token')}; }`,
      ),
    );
    nowMs += 60_000;
    await failureOf(api); // asked just now: it would give the same
    nowMs += 60_000;
    expect((await read(api)).ok).toBe(true);
    expect(tokens()).toEqual(['stale-token', 'stale-token', 'fresh-token']);
    accepted = 'nobody-has-it';
    for (let times = 0; times < 5; times += 1) await failureOf(api);
    expect(runs()).toBe(2);
  });

  it.each<[how: string, script: string, more: object, detail: RegExp, timeoutMs?: number]>([
    [
      'fails',
      'echo "login expired for pass=hunter22 and eyJhbGciOiJ9.eyJzdWIiOiJ4In0.c2ln, key AKIA-very-secret" >&2; exit 3',
      { env: [{ name: 'KEY', value: 'AKIA-very-secret' }] },
      /ended with 3: login expired/,
    ],
    ['prints nonsense', 'echo hello', {}, /printed no ExecCredential/],
    ['prints no credentials', `echo '{"status":{}}'`, {}, /neither a token nor/],
    ['wants a terminal', credential('t'), { interactiveMode: 'Always' }, /terminal/],
    ['hangs', 'sleep 1000 & wait', {}, /within 300 ms/, 300],
  ])('that %s is a problem of the kubeconfig, without secrets', async (_how, script, more, detail, timeoutMs) => {
    const { problem } = await failureOf(open(plugin(script, more), null, timeoutMs));
    expect(problem).toMatchObject({ kind: 'kubeconfig_invalid', doing: 'get credentials from the exec plugin' });
    expect(problem.detail).toMatch(detail);
    expect(JSON.stringify(problem)).not.toMatch(/eyJhbG|AKIA/);
  });

  it('that is not installed says how it can be', async () => {
    const config = server.kubeconfig({ exec: { command: 'no-such-plugin-here', installHint: 'Get it from your administrator.' } });
    expect((await failureOf(open(config))).problem).toMatchObject({
      kind: 'kubeconfig_invalid',
      detail: 'the exec plugin no-such-plugin-here cannot be started (ENOENT)',
      advice: 'Get it from your administrator.',
    });
  });

  it('that failed is left alone for a while', async () => {
    const api = open(plugin('exit 1'));
    for (let times = 0; times < 4; times += 1) await failureOf(api);
    expect(runs()).toBe(1);
    nowMs += 10_000;
    await failureOf(api);
    expect(runs()).toBe(2);
  });
});
