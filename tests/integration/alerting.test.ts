import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAlertStack, type AlertStack, type LoggedAlert } from '../support/alerting/alertStack.ts';
import { until } from '../support/proxyProcess.ts';

// Debian's Prometheus and Alertmanager with the provisioned rules and routes. What takes minutes takes seconds (support/alerting/scaled.ts).
let stack: AlertStack;
beforeAll(async () => {
  stack = await openAlertStack();
}, 90_000);
afterAll(async () => {
  await stack?.close();
});

const WITHIN_MS = 90_000;

/** Tells the stations of an alert as it passes them, with the time since the fault. */
function wayOf(title: string) {
  const startMs = performance.now();
  const say = (text: string): void => void process.stdout.write(`    ${text}\n`);
  say(title);
  return async (station: string, reached: () => Promise<unknown>): Promise<void> => {
    await until(
      async () => Boolean(await reached()) || undefined,
      WITHIN_MS,
      async () => `${station}; the log has ${JSON.stringify(await stack.logged())}`,
    );
    say(`${((performance.now() - startMs) / 1000).toFixed(1).padStart(5)} s  ${station}`);
  };
}

const about = (alertname: string, target: string, status?: LoggedAlert['status']) => (alert: LoggedAlert) =>
  alert.alertname === alertname &&
  (alert.labels['instance'] === target || alert.labels['node'] === target) &&
  (status === undefined || alert.status === status);

/** The last that the log says of an alert; undefined when it says nothing. */
const lastOf = async (alertname: string, target: string): Promise<LoggedAlert | undefined> =>
  (await stack.logged()).findLast(about(alertname, target));
const isLogged = async (alertname: string, target: string, status: LoggedAlert['status']): Promise<boolean> =>
  (await lastOf(alertname, target))?.status === status;
const stateOf = async (alertname: string, target: string): Promise<string | undefined> => {
  const rule = (await stack.rules()).find(({ name }) => name === alertname);
  return rule?.alerts.find(({ labels }) => labels['instance'] === target || labels['node'] === target)?.state;
};
const managedOf = async (alertname: string, target: string) =>
  (await stack.managed(alertname)).find(({ labels }) => labels['instance'] === target || labels['node'] === target);

it('tart-lab check sees Prometheus with its targets and rules, Alertmanager and the webhook log', async () => {
  const text = await until(
    async () => {
      const said = await stack.check();
      return said.includes('targets, all up') ? said : undefined;
    },
    WITHIN_MS,
    () => stack.check(),
  );
  expect(text).toMatch(/^ok +Prometheus +3 targets, all up$/m);
  expect(text).toMatch(/^ok +alert rules +all (\d+) loaded, of \1$/m);
  expect(text).toMatch(/^ok +Alertmanager +\d+\.\d+\.\d+/m);
  expect(text).toMatch(/^ok +webhook log +shows \d+ alerts$/m);
  expect(text).toMatch(/^ok +dev +Kubernetes .*HPAs know their metrics/m);
  expect(text).toContain('not configured, not tried: check.grafana');
});

describe('an alert', { timeout: 400_000 }, () => {
  it('goes from the VM to the webhook log, grouped with its kind, and ends there when the VM runs again', async () => {
    const station = wayOf('dev-worker1 and staging-worker1 stop');
    await Promise.all([stack.lab.fault('stop', 'dev-worker1'), stack.lab.fault('stop', 'staging-worker1')]);
    const stopped = /tart_vm_state\{state="stopped",instance="dev-worker1".*\} 1/;
    await station('the proxy says stopped', async () => stopped.test(await stack.proxy.metrics()));
    await station('Prometheus: TartVmDown is pending', () => stateOf('TartVmDown', 'dev-worker1'));
    await station('Prometheus: it fires', async () => (await stateOf('TartVmDown', 'dev-worker1')) === 'firing');
    await station('Alertmanager holds it', async () => (await managedOf('TartVmDown', 'dev-worker1'))?.status.state === 'active');
    await station('the webhook log has it', () => isLogged('TartVmDown', 'dev-worker1', 'firing'));

    const [told, other] = [await lastOf('TartVmDown', 'dev-worker1'), await lastOf('TartVmDown', 'staging-worker1')];
    expect(told).toMatchObject({
      receiver: 'critical',
      group: { alertname: 'TartVmDown' },
      labels: { severity: 'critical', cluster: 'dev', mac: 'studio', instance: 'dev-worker1', node: 'dev-worker1' },
      annotations: {
        summary: 'VM dev-worker1 does not run',
        description: 'VM dev-worker1 of cluster dev on studio ran within the last day; now it is stopped or suspended.',
        runbook_url: 'docs/runbooks.md#tartvmdown',
      },
    });
    // One message for both: they came in at one time.
    expect(other?.receivedAt).toBe(told?.receivedAt);
    expect(stack.lines()).toContain('"alertname":"TartVmDown"');

    await Promise.all([stack.lab.fault('start', 'dev-worker1'), stack.lab.fault('start', 'staging-worker1')]);
    await station('both run again: the webhook log has it resolved', () => isLogged('TartVmDown', 'dev-worker1', 'resolved'));
    await station('and the other', () => isLogged('TartVmDown', 'staging-worker1', 'resolved'));
  });

  it('that is a warning waits while a critical one fires on the same machine, and is sent for another', async () => {
    const station = wayOf('prod-worker1 is not ready; it and platform-worker1 are busy');
    await stack.lab.fault('node-not-ready', 'prod-worker1');
    await station('the webhook log has NodeNotReady', () => isLogged('NodeNotReady', 'prod-worker1', 'firing'));
    await stack.lab.fault('load', 'prod-worker1', '0.95');
    await stack.lab.fault('load', 'platform-worker1', '0.95');
    for (const vm of ['prod-worker1', 'platform-worker1'])
      await station(`Prometheus: HighCpuUsage of ${vm} fires`, async () => (await stateOf('HighCpuUsage', vm)) === 'firing');
    await station(
      'Alertmanager holds back that of prod-worker1',
      async () => (await managedOf('HighCpuUsage', 'prod-worker1'))?.status.state === 'suppressed',
    );
    const held = await managedOf('HighCpuUsage', 'prod-worker1');
    const by = (await stack.managed('NodeNotReady')).find(({ labels }) => labels['node'] === 'prod-worker1');
    expect(held?.status.inhibitedBy).toEqual([by?.fingerprint]);
    await station('the webhook log has that of platform-worker1', () => isLogged('HighCpuUsage', 'platform-worker1', 'firing'));
    expect((await lastOf('HighCpuUsage', 'platform-worker1'))?.receiver).toBe('warning');
    expect(await lastOf('HighCpuUsage', 'prod-worker1')).toBeUndefined();

    await stack.lab.fault('clear', 'platform-worker1');
    await stack.lab.fault('clear', 'prod-worker1');
    await station('both are well: the webhook log has NodeNotReady resolved', () => isLogged('NodeNotReady', 'prod-worker1', 'resolved'));
    await station('and HighCpuUsage', () => isLogged('HighCpuUsage', 'platform-worker1', 'resolved'));
  });

  it('survives a killed proxy and a restart of Prometheus, and one that Alertmanager missed is told when it is back', async () => {
    const station = wayOf('dev-master hangs');
    await stack.lab.fault('hang', 'dev-master');
    await station('the webhook log has TartVmUnreachable', () => isLogged('TartVmUnreachable', 'dev-master', 'firing'));
    const told = (await stack.logged()).filter(about('TartVmUnreachable', 'dev-master')).length;

    await stack.proxy.end();
    await station('the proxy is killed: Prometheus says so', proxyIsDown);
    await stack.proxy.begin();
    await station(
      'the proxy is back, and the alert fires',
      async () => !(await proxyIsDown()) && (await stateOf('TartVmUnreachable', 'dev-master')) === 'firing',
    );

    await stack.prometheus.end();
    await stack.prometheus.begin();
    await station(
      'Prometheus is restarted, and the alert fires',
      async () => (await stateOf('TartVmUnreachable', 'dev-master')) === 'firing',
    );

    await stack.alertmanager.end();
    await stack.lab.fault('stop', 'prod-worker2');
    await station(
      'Alertmanager is away; TartVmDown of prod-worker2 fires',
      async () => (await stateOf('TartVmDown', 'prod-worker2')) === 'firing',
    );
    expect(await lastOf('TartVmDown', 'prod-worker2')).toBeUndefined();
    expect(await stack.check()).toMatch(
      /^FAIL +Alertmanager +stops at: Alertmanager\n +alertmanager_unreachable: .*ECONNREFUSED.*\n +next: \S/m,
    );
    await stack.alertmanager.begin();
    await station('Alertmanager is back: the webhook log has it', () => isLogged('TartVmDown', 'prod-worker2', 'firing'));

    // Through all of it the first alert was told once, and never as over.
    const since = (await stack.logged()).filter(about('TartVmUnreachable', 'dev-master')).slice(told);
    expect(since.filter(({ status }) => status === 'resolved')).toEqual([]);

    await stack.lab.fault('clear', 'dev-master');
    await stack.lab.fault('start', 'prod-worker2');
    await station(
      'both are well: the webhook log has both resolved',
      async () =>
        (await isLogged('TartVmUnreachable', 'dev-master', 'resolved')) && (await isLogged('TartVmDown', 'prod-worker2', 'resolved')),
    );
  });
});

const proxyIsDown = async (): Promise<boolean> =>
  ((await stack.rules()).find(({ name }) => name === 'TartLabProxyDown')?.alerts.length ?? 0) > 0;
