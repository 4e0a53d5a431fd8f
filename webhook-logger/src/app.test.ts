import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWebhookLogger, type WebhookLogger } from './openWebhookLogger.ts';

const NOW_MS = Date.parse('2026-10-01T08:00:00Z');
let lines: string[];
let logger: WebhookLogger;

beforeEach(async () => {
  lines = [];
  logger = await openWebhookLogger({ host: '127.0.0.1', port: 0 }, { write: (line) => void lines.push(line), now: () => NOW_MS });
});
afterEach(() => logger.close());

const alert = (alertname: string, more: object = {}) => ({
  status: 'firing',
  labels: { alertname, severity: 'critical', instance: 'dev-worker1' },
  annotations: { summary: 'VM dev-worker1 does not run' },
  startsAt: '2026-10-01T07:58:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph',
  fingerprint: 'a1b2',
  ...more,
});
const message = (alerts: readonly object[], more: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="TartVmDown"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'critical',
  groupLabels: { alertname: 'TartVmDown' },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts,
  ...more,
});
const post = (body: unknown, type = 'application/json') =>
  fetch(`${logger.url}/alert`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const json = async (path: string): Promise<unknown> => (await fetch(`${logger.url}${path}`)).json();

describe('POST /alert', () => {
  it('writes one line of JSON for each alert, with its labels, times and receiver', async () => {
    const resolved = alert('TartVmDown', { status: 'resolved', endsAt: '2026-10-01T16:59:30+09:00' });
    expect((await post(message([alert('TartVmDown'), resolved]))).status).toBe(200);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        event: 'alert',
        receivedAt: '2026-10-01T08:00:00.000Z',
        status: 'firing',
        alertname: 'TartVmDown',
        severity: 'critical',
        receiver: 'critical',
        group: { alertname: 'TartVmDown' },
        labels: { alertname: 'TartVmDown', severity: 'critical', instance: 'dev-worker1' },
        annotations: { summary: 'VM dev-worker1 does not run' },
        startsAt: '2026-10-01T07:58:00.123Z',
        endsAt: null,
        fingerprint: 'a1b2',
        generatorUrl: 'http://prometheus:9090/graph',
        senderUrl: 'http://alertmanager:9093',
      },
      expect.objectContaining({ status: 'resolved', endsAt: '2026-10-01T07:59:30.000Z' }),
    ]);
  });

  it('keeps an alert on one line, whatever its texts hold', async () => {
    await post(message([alert('Odd', { annotations: { summary: 'first\nsecond\u2028third' } })]));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
  });

  it('says how many alerts the sender left out', async () => {
    await post(message([alert('A')], { truncatedAlerts: 7 }));
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ event: 'alerts_left_out', count: 7, receiver: 'critical' });
  });

  it('takes the message of a contact point of Grafana, which has more fields and empty ones', async () => {
    const grafana = message([alert('VM down', { values: { A: 0 }, silenceURL: 'http://grafana', imageURL: '', fingerprint: 'c3' })], {
      version: '1',
      orgId: 1,
      title: '[FIRING:1] VM down',
      state: 'alerting',
      message: 'text',
      appVersion: '12.4.0',
    });
    expect((await post(grafana)).status).toBe(200);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ alertname: 'VM down', fingerprint: 'c3' });
  });

  it('refuses what is no such message, names the place, and logs nothing', async () => {
    const answer = await post(message([{ ...alert('A'), status: 'burning' }]));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: { detail: expect.stringContaining('alerts.0.status'), advice: expect.stringContaining('version 4') },
    });
    expect((await post('{"alerts": [')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post('alerts=1', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await post(message([alert('A', { annotations: { description: 'x'.repeat(2 ** 20) } })]))).status).toBe(413);
    expect(lines).toEqual([]);
    expect(await json('/alerts')).toEqual({ alerts: [] });
  });
});

describe('the last alerts', () => {
  it('are a hundred, the newest first', async () => {
    for (let index = 0; index < 12; index++) await post(message(Array.from({ length: 10 }, (_, place) => alert(`A${index}-${place}`))));
    const { alerts } = (await json('/alerts')) as { alerts: { alertname: string }[] };
    expect(alerts).toHaveLength(100);
    expect([alerts[0]?.alertname, alerts.at(-1)?.alertname]).toEqual(['A11-9', 'A2-0']);
    expect(lines).toHaveLength(120);
  });

  it('are a page without scripts that shows texts as they are', async () => {
    const text = '<img src=x onerror=alert(1)> & "so"';
    await post(message([alert('Odd', { annotations: { summary: text, runbook_url: 'javascript:alert(1)' } })]));
    const answer = await fetch(`${logger.url}/`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;so&quot;');
    expect(page).not.toContain('<img');
    expect(page).not.toContain('href="javascript');
  });

  it('are a sentence when there are none', async () => {
    expect(await (await fetch(`${logger.url}/`)).text()).toContain('No alert has come in since');
  });
});

describe('the service', () => {
  it('is alive, and names the methods and paths that there are', async () => {
    expect(await json('/healthz')).toEqual({ status: 'ok' });
    const get = await fetch(`${logger.url}/alert`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${logger.url}/`, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(`${logger.url}/nothing`)).status).toBe(404);
  });

  it('answers on loopback to no other name that leads there', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(`${logger.url}/alerts`, { headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
