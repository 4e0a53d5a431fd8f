import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SystemName } from '../../config/systems.ts';
import { toCheckText } from '../checkReport.ts';
import { checkSystems } from './checkSystems.ts';
import { RULE_NAMES } from './ruleNames.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});
let asked: string[] = [];
/** A server that answers these paths, and 404 to all others; its address. */
async function serverOf(answers: Record<string, unknown>): Promise<string> {
  asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.authorization ?? 'no token'}`);
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('nothing here');
    else if (typeof answer === 'string') response.writeHead(302, { location: answer }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
const check = async (name: SystemName, url: string, token: string | null = null) => (await checkSystems({ [name]: { url, token } })).lines;

const target = (job: string, health: string, lastError = '') => ({
  scrapePool: job,
  labels: { job, instance: `${job}:9100` },
  health,
  lastError,
});
const prometheus = (targets: object[], names: readonly string[], health = 'ok') => ({
  '/api/v1/targets?state=active': { status: 'success', data: { activeTargets: targets } },
  '/api/v1/rules?type=alert': {
    status: 'success',
    data: { groups: [{ name: 'all', rules: names.map((name) => ({ name, health, lastError: 'vector mismatch' })) }] },
  },
});

it('knows the rules that ship with Tart Lab', () => {
  const room = new URL('../../../../provisioning/prometheus/rules/', import.meta.url);
  const File = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional() })) })) });
  const shipped = readdirSync(room).flatMap((file) =>
    File.parse(parse(readFileSync(new URL(file, room), 'utf8'))).groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? [])),
  );
  expect([...new Set(shipped)].sort()).toEqual([...RULE_NAMES].sort());
});

describe('Prometheus', () => {
  it('is well with every target up and every rule loaded', async () => {
    const url = await serverOf(prometheus([target('tart-lab', 'up'), target('node', 'up')], [...RULE_NAMES, 'Own']));
    expect(await check('prometheus', `${url}/`, 's3cret')).toEqual([
      { target: 'Prometheus', ok: true, text: '2 targets, all up' },
      { target: 'alert rules', ok: true, text: `all ${RULE_NAMES.length} loaded, of ${RULE_NAMES.length + 1}` },
    ]);
    expect(asked).toContain('/api/v1/targets?state=active Bearer s3cret');
  });

  it('names the targets that are down with their errors, and the rules that are missing or fail', async () => {
    const targets = [target('tart-lab', 'up'), target('node', 'down', 'connection refused'), target('late', 'unknown')];
    const lines = await check('prometheus', await serverOf(prometheus(targets, RULE_NAMES.slice(3), 'err')));
    const text = toCheckText(lines);
    expect(text).toMatch(
      /FAIL +Prometheus +stops at: targets\n.*targets_down: 2 of 3 targets are not up: node node:9100 \(connection refused\), late/,
    );
    expect(text).toMatch(
      /rules_missing: 3 of \d+ rules are not loaded: HighCpuUsage, HighMemoryUsage, HighPodRestartRate; rules that fail/,
    );
    expect(text).toContain('kubectl apply -f manifests/alerting/');
  });

  it('without any target is not well, nor is another program at its address', async () => {
    const [none] = await check('prometheus', await serverOf(prometheus([], RULE_NAMES)));
    expect(none?.problem).toMatchObject({ kind: 'targets_down', detail: 'it has no targets at all' });
    const [other] = await check('prometheus', await serverOf({ '/api/v1/targets?state=active': { hello: 'world' } }));
    expect(other?.problem).toMatchObject({ kind: 'prometheus_unreachable', detail: expect.stringContaining('not Prometheus') });
  });
});

describe('the others', () => {
  it('are well', async () => {
    const url = await serverOf({
      '/api/health': { database: 'ok', version: '12.4.0' },
      '/api/v2/status': { versionInfo: { version: '0.28.0' } },
      '/api/v2/alerts': [{ status: { state: 'active' } }, { status: { state: 'suppressed' } }],
      '/alerts': { alerts: [1, 2, 3] },
    });
    const at = { url, token: null };
    const { lines, skipped } = await checkSystems({ grafana: at, alertmanager: at, webhook: at });
    expect(lines.map(({ target: who, ok, text }) => [who, ok, text])).toEqual([
      ['Alertmanager', true, '0.28.0, 2 alerts, 1 of them inhibited or silenced'],
      ['Grafana', true, '12.4.0, database ok'],
      ['webhook log', true, 'shows 3 alerts'],
    ]);
    expect(skipped).toEqual(['prometheus']);
  });

  it('each fail with a kind of their own, what came back and the next step; a token is never shown', async () => {
    const url = await serverOf({ '/api/health': { database: 'failing' }, '/alerts': '/login' });
    const at = { url, token: 's3cret' };
    const { lines } = await checkSystems({ grafana: at, alertmanager: at, webhook: at });
    expect(lines.map(({ problem }) => [problem?.kind, problem?.detail])).toEqual([
      ['alertmanager_unreachable', `${url}/api/v2/status answers 404: nothing here`],
      ['grafana_unreachable', 'its database is failing'],
      ['webhook_unreachable', `${url}/alerts redirects (302): a login page, or another path`],
    ]);
    expect(lines.every(({ problem }) => problem?.advice.includes('check.'))).toBe(true);
    expect(toCheckText(lines)).not.toContain('s3cret');
  });

  it('that do not listen are named with why', async () => {
    const [line] = await check('grafana', 'http://127.0.0.1:1');
    expect(line?.problem).toMatchObject({
      kind: 'grafana_unreachable',
      detail: expect.stringContaining('http://127.0.0.1:1/api/health: '),
    });
  });
});
