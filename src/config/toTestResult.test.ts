import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HealthAnswer, ShownProblem } from '../client/answers.ts';
import { LAB, startFakeBackend } from '../testing/fakeBackend.ts';
import { ok } from '../result.ts';
import { labDataSource } from '../testing/lab.ts';
import { toTestResult } from './toTestResult.ts';

const HEALTH: HealthAnswer = {
  version: '0.1.0',
  vms: { up: 10, total: 10, stopped: 0 },
  clusters: { up: 4, total: 4 },
  macs: { up: 1, total: 1 },
  problems: [],
  history: { engine: 'sqlite', state: 'ok', series: 250, bytes: 1, oldestMs: null },
  nowMs: Date.UTC(2026, 10, 1),
};
const problem = (target: string): ShownProblem => ({
  kind: 'connection_refused',
  target,
  doing: 'connect to 192.168.64.5:22',
  detail: 'the guest refused the connection',
  advice: 'start sshd in the guest',
});
const tested = (status: number, data: unknown) => {
  startFakeBackend({ ...LAB, '/api/v1/health': () => ({ status, data }) });
  vi.useFakeTimers({ now: HEALTH.nowMs, toFake: ['Date'] });
  return labDataSource().testDatasource();
};

afterEach(() => vi.useRealTimers());

describe('Save & test', () => {
  it('is well when everything is reachable, and says how much that is', async () => {
    expect(await tested(200, HEALTH)).toEqual({
      status: 'success',
      message: 'Tart Lab proxy 0.1.0 answers · 10 of 10 VMs reachable · 4 of 4 clusters',
    });
  });

  it('warns of a VM that does not answer, with the cause and the next step', async () => {
    const result = await tested(200, { ...HEALTH, vms: { up: 9, total: 10, stopped: 1 }, problems: [problem('dev-worker1')] });
    expect(result.status).toBe('warning');
    expect(result.message).toContain('9 of 10 VMs reachable · 1 stopped');
    expect(result.details?.message).toBe(
      'dev-worker1: the guest refused the connection, while trying to connect to 192.168.64.5:22. start sshd in the guest.',
    );
  });

  it('warns of a cluster that is out of touch', async () => {
    const result = await tested(200, { ...HEALTH, clusters: { up: 3, total: 4 }, problems: [problem('staging')] });
    expect(result).toMatchObject({ status: 'warning', message: expect.stringContaining('3 of 4 clusters') });
    expect(result.details?.message).toContain('staging: ');
  });

  it('tells three problems at once and all of them under details', async () => {
    const result = await tested(200, { ...HEALTH, problems: ['a', 'b', 'c', 'd', 'e'].map(problem) });
    expect(result.details?.message).toContain('And 2 more, under details.');
    expect(result.details?.verboseMessage?.split('\n')).toHaveLength(5);
  });

  it('keeps the proxy’s own words when it refuses the token', async () => {
    const refusal = { ...problem(''), kind: 'token_wrong', detail: 'the token is not ours', advice: 'copy the token again' };
    expect(await tested(403, { problem: refusal })).toEqual({
      status: 'error',
      message: 'the token is not ours, while trying to connect to 192.168.64.5:22. copy the token again.',
    });
  });

  it.each([
    [502, '', 'Grafana cannot reach the Tart Lab proxy'],
    [504, '', 'did not answer in time'],
    [403, { message: 'plugin proxy route access denied' }, 'plugin proxy route access denied'],
    [400, 'Authentication to data source failed', 'Authentication to data source failed'],
    [200, { hello: 'I am another server' }, 'not one of a Tart Lab proxy'],
  ])('names the cause of a %s', async (status, body, cause) => {
    const result = await tested(status, body);
    expect(result.status).toBe('error');
    expect(result.message).toContain(cause);
  });

  it('says how far history reaches and how large it is', async () => {
    const history = { ...HEALTH.history, bytes: 63_000_000, oldestMs: Date.UTC(2026, 9, 2, 12) };
    expect((await tested(200, { ...HEALTH, history })).message).toMatch(/ · history since 2026-10-02 \d\d:00 \(60 MiB\)$/);
  });

  it('warns of a clock and of a version that differ, and allows for a slow answer', () => {
    const at = (nowMs: number, version = '0.1.0') => toTestResult(ok(HEALTH), { nowMs: HEALTH.nowMs + nowMs, version });
    expect(at(4000).status).toBe('success');
    expect(at(-12_000)).toMatchObject({ status: 'warning', details: { message: expect.stringContaining('clock is 12 s away') } });
    expect(at(0, '0.2.0')).toMatchObject({
      status: 'warning',
      details: { message: expect.stringContaining('version 0.2.0, the proxy 0.1.0') },
    });
    expect(at(0, '').status).toBe('success');
  });
});
