import type { Problem } from '@tart-lab/contract/problem.ts';
import { z } from 'zod';
import type { SystemConfig } from '../../config/systems.ts';
import { failedLine, type CheckLine } from '../checkReport.ts';
import { readSystem } from './readSystem.ts';
import { RULE_NAMES } from './ruleNames.ts';

const Targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ scrapePool: z.string(), labels: z.record(z.string(), z.string()), health: z.string(), lastError: z.string() }),
    ),
  }),
});
const Rules = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })) })),
  }),
});
/** More targets and rules are counted, not named. */
const MOST_NAMED = 5;

/** Two lines: whether Prometheus scrapes its targets, and whether it has our rules. Only the first when it does not answer. */
export async function checkPrometheus(system: SystemConfig): Promise<CheckLine[]> {
  const targets = await readSystem(system, '/api/v1/targets?state=active');
  const parsed = targets.ok ? Targets.safeParse(targets.value) : null;
  if (!parsed?.success) {
    const detail = targets.ok ? `what ${system.url} answers is not Prometheus' API` : targets.error;
    const advice = 'Start Prometheus, or correct check.prometheus.url.';
    return [
      failedLine(
        'Prometheus',
        { kind: 'prometheus_unreachable', target: 'Prometheus', doing: 'read its targets', detail, advice },
        'Prometheus',
      ),
    ];
  }
  return [ofTargets(parsed.data.data.activeTargets), await checkRules(system)];
}

function ofTargets(targets: z.infer<typeof Targets>['data']['activeTargets']): CheckLine {
  const down = targets.filter(({ health }) => health !== 'up');
  const waiting = down.filter(({ health }) => health === 'unknown').length;
  if (targets.length > 0 && down.length === 0) return { target: 'Prometheus', ok: true, text: `${targets.length} targets, all up` };
  const named = down.map(({ scrapePool, labels, lastError, health }) => {
    const why = lastError === '' ? (health === 'unknown' ? 'not scraped yet' : health) : lastError;
    return `${labels['job'] ?? scrapePool} ${labels['instance'] ?? ''} (${why})`;
  });
  const problem: Problem = {
    kind: 'targets_down',
    target: 'Prometheus',
    doing: 'read its targets',
    detail: targets.length === 0 ? 'it has no targets at all' : `${down.length} of ${targets.length} targets are not up: ${some(named)}`,
    advice:
      waiting > 0 && waiting === down.length
        ? 'Wait for the first scrape and try again.'
        : 'Start what they name, or correct scrape_configs; the page /targets of Prometheus has all errors.',
  };
  return failedLine('Prometheus', problem);
}

async function checkRules(system: SystemConfig): Promise<CheckLine> {
  const answer = await readSystem(system, '/api/v1/rules?type=alert');
  const rules = answer.ok ? Rules.safeParse(answer.value) : null;
  const found = rules?.success ? rules.data.data.groups.flatMap((group) => group.rules) : [];
  const missing = RULE_NAMES.filter((name) => !found.some((rule) => rule.name === name));
  const failing = found.filter(({ health }) => health === 'err').map(({ name, lastError }) => `${name} (${lastError ?? 'fails'})`);
  if (answer.ok && missing.length === 0 && failing.length === 0)
    return { target: 'alert rules', ok: true, text: `all ${RULE_NAMES.length} loaded, of ${found.length}` };
  const detail = !answer.ok
    ? answer.error
    : [
        ...(missing.length === 0 ? [] : [`${missing.length} of ${RULE_NAMES.length} rules are not loaded: ${some(missing)}`]),
        ...(failing.length === 0 ? [] : [`rules that fail: ${some(failing)}`]),
      ].join('; ');
  return failedLine('alert rules', {
    kind: 'rules_missing',
    target: 'Prometheus',
    doing: 'read its rules',
    detail,
    advice: 'kubectl apply -f manifests/alerting/, or name provisioning/prometheus/rules/*.yaml in rule_files; then reload Prometheus.',
  });
}

const some = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
