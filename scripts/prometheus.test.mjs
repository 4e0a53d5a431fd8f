import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOptions, findPrometheus, prometheusProcesses } from './prometheus.mjs';

describe('Prometheus of npm start', () => {
  const home = mkdtempSync(join(tmpdir(), 'tart-lab-start-'));
  afterAll(() => rmSync(home, { recursive: true }));

  it('has a configuration that Prometheus and Alertmanager accept, with addresses of this machine and a token nobody else reads', () => {
    const programs = { prometheus: '/usr/bin/prometheus', alertmanager: '/usr/bin/alertmanager' };
    const processes = prometheusProcesses(programs, { proxy: '127.0.0.1:4100', token: 'secret', home });
    expect(processes.map(({ name }) => name)).toEqual(['the webhook logger', 'Alertmanager', 'Prometheus']);
    expect(processes.flatMap(({ args }) => args).join(' ')).not.toContain('secret');
    const said = execFileSync('promtool', ['check', 'config', join(home, 'prometheus.yml')], { encoding: 'utf8' });
    expect(said).toMatch(/3 rule files found/);
    expect(execFileSync('amtool', ['check-config', join(home, 'alertmanager.yml')], { encoding: 'utf8' })).toMatch(/SUCCESS/);
    expect(statSync(join(home, 'token')).mode & 0o777).toBe(0o600);
  });

  it('is not started where a program is missing, or where PROMETHEUS_URL names another', () => {
    expect(findPrometheus({ PATH: '/nowhere' })).toBeUndefined();
    expect(findPrometheus({ PATH: process.env.PATH, PROMETHEUS_URL: 'http://prometheus:9090' })).toBeUndefined();
    expect(findPrometheus({ PATH: process.env.PATH })?.prometheus).toMatch(/\/prometheus$/);
  });

  it('is named to tart-lab check as far as it runs', () => {
    const grafanaUrl = 'http://127.0.0.1:3000';
    expect(checkOptions({ grafanaUrl, starts: true, env: {} }).filter((option) => option !== '--check')).toEqual([
      'grafana=http://127.0.0.1:3000',
      'prometheus=http://127.0.0.1:9090',
      'alertmanager=http://127.0.0.1:9093',
      'webhook=http://127.0.0.1:8080',
    ]);
    expect(checkOptions({ grafanaUrl, starts: false, env: { PROMETHEUS_URL: 'http://prometheus:9090' } })).toEqual([
      '--check',
      'grafana=http://127.0.0.1:3000',
      '--check',
      'prometheus=http://prometheus:9090',
    ]);
    expect(checkOptions({ grafanaUrl: undefined, starts: false, env: {} })).toEqual([]);
  });
});
