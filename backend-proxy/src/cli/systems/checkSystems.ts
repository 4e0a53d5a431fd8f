import type { SystemName, SystemsConfig } from '../../config/systems.ts';
import { SYSTEM_NAMES } from '../../config/systems.ts';
import type { CheckLine } from '../checkReport.ts';
import { checkAlertmanager } from './checkAlertmanager.ts';
import { checkGrafana } from './checkGrafana.ts';
import { checkPrometheus } from './checkPrometheus.ts';
import { checkWebhook } from './checkWebhook.ts';

const CHECKS = { prometheus: checkPrometheus, alertmanager: checkAlertmanager, grafana: checkGrafana, webhook: checkWebhook } as const;

/** Tries the systems around the lab whose addresses are configured, all at once; `skipped` names the others. */
export async function checkSystems(
  systems: SystemsConfig,
): Promise<{ readonly lines: CheckLine[]; readonly skipped: readonly SystemName[] }> {
  const lines = await Promise.all(
    SYSTEM_NAMES.map((name) => {
      const system = systems[name];
      return system === undefined ? Promise.resolve([]) : CHECKS[name](system);
    }),
  );
  return { lines: lines.flat(), skipped: SYSTEM_NAMES.filter((name) => systems[name] === undefined) };
}
