import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import { LINUX_COLLECTORS } from '../collect/registry.ts';
import { openGuestRunner } from '../collect/runner.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { Reach } from '../cycle/reach.ts';
import { loginOf } from '../config/config.ts';
import { randomBytes } from 'node:crypto';
import { closeAll } from '../lifecycle/closeAll.ts';
import { openLog } from '../log.ts';
import { openCollection } from '../proxy.ts';
import { checkClusters } from './checkClusters.ts';
import { checkHistory } from './checkHistory.ts';
import { checkLoki } from './checkLoki.ts';
import { stepOf, toCheckText, type CheckLine } from './checkReport.ts';
import { configFile } from './configFile.ts';
import { checkSystems } from './systems/checkSystems.ts';
import { printRefusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

const DEADLINE_MS = 8000;

/**
 * `tart-lab check`: lists the Macs, then asks every VM one whole frame and every cluster what its account may do, by the
 * same parts that the proxy uses; the history's server and Loki, where there are any. Then Prometheus with its targets and rules,
 * Alertmanager, Grafana and the webhook log, as far as `check` of the configuration names them. Prints a line per Mac, VM, cluster and
 * system: what was seen, or the first failing step with its cause and next step. Exit code 1 when one fails.
 */
export async function check(env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const config = loadConfig(configFile(env), env);
  if (!config.ok) return printRefusal(config.error, terminal);
  terminal.say(`reading ${config.value.source}`);
  const [ofLab, { lines: around, skipped }] = await Promise.all([tryEverything(config.value), checkSystems(config.value.check ?? {})]);
  const lines = [...ofLab, ...around];
  terminal.say(toCheckText(lines));
  if (skipped.length > 0) terminal.say(`not configured, not tried: ${skipped.map((name) => `check.${name}`).join(', ')}`);
  const failed = lines.filter((line) => !line.ok).length;
  terminal.say(failed === 0 ? 'everything answers' : `${failed} of ${lines.length} need attention`);
  return failed === 0 ? 0 : 1;
}

async function tryEverything(config: Config): Promise<CheckLine[]> {
  const stop = new AbortController();
  const { pool, openInventory, closables } = openCollection(config, openLog('silent'), Date.now);
  const inventory = openInventory();
  try {
    await inventory.refresh(stop.signal);
    await inventory.settled();
    const problems = inventory.problems();
    const reach = new Reach((vm) => loginOf(config, vm));
    reach.take(inventory.targets(), problems);

    const tryVm = async (vm: Vm): Promise<CheckLine> => {
      if (vm.state !== 'running') return failed(vm.name, notRunning(vm));
      const target = reach.targetOf(vm.name);
      if (!target.ok) return failed(vm.name, target.error);
      const runner = openGuestRunner({
        vm: vm.name,
        collectors: LINUX_COLLECTORS.filter((collector) => !collector.onDemand),
        intervals: { guests: config.intervals.guestsMs, ports: config.intervals.portsMs, disks: config.intervals.disksMs },
        pool,
        now: Date.now,
        nonce: () => randomBytes(16).toString('hex'),
        deadlineMs: DEADLINE_MS,
      });
      const report = await runner.sample(target.value, stop.signal);
      const problem = report.problem ?? report.problems[0];
      if (problem) return failed(vm.name, problem);
      const answered = `${target.value.address}, ${report.sections.length} sections in ${Math.round(report.frameMs ?? 0)} ms`;
      return { target: vm.name, ok: true, text: `${answered}, ${report.readings.length} readings` };
    };
    const macs = config.macs.map(({ name }): CheckLine => {
      const problem = problems.find(({ target }) => target === name);
      const count = inventory.vms().filter(({ mac }) => mac === name).length;
      return problem ? failed(name, problem) : { target: name, ok: true, text: `tart answers; ${count} VMs` };
    });
    const [vms, clusters, history, loki] = await Promise.all([
      Promise.all(inventory.vms().map(tryVm)),
      checkClusters(config.clusters, stop.signal),
      checkHistory(config.history.server),
      checkLoki(config.loki),
    ]);
    return [...macs, ...vms, ...clusters, ...history, ...loki];
  } finally {
    stop.abort();
    await closeAll(closables, { withinMs: 5000 });
  }
}

const notRunning = ({ name, state }: Vm): Problem => ({
  kind: 'vm_not_running',
  target: name,
  doing: 'ask the guest',
  detail: `the VM is ${state}`,
  advice: `tart run ${name}; or leave it out with guests.exclude`,
});

const failed = (target: string, problem: Problem): CheckLine => ({
  target,
  ok: false,
  text: `stops at: ${stepOf(problem)}`,
  problem,
});
