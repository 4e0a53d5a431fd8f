import { z } from 'zod';
import type { SystemConfig } from '../../config/systems.ts';
import { failedLine, type CheckLine } from '../checkReport.ts';
import { readSystem } from './readSystem.ts';

const Status = z.object({
  versionInfo: z.object({ version: z.string() }).optional(),
  cluster: z.object({ status: z.string() }).optional(),
});
const Alerts = z.array(z.object({ status: z.object({ state: z.string() }) }));

/** Alertmanager's state, and how many alerts it holds now. */
export async function checkAlertmanager(system: SystemConfig): Promise<CheckLine[]> {
  const [answer, alerts] = await Promise.all([readSystem(system, '/api/v2/status'), readSystem(system, '/api/v2/alerts')]);
  const status = answer.ok ? Status.safeParse(answer.value) : null;
  const held = alerts.ok ? Alerts.safeParse(alerts.value) : null;
  if (status?.success && held?.success) {
    const silent = held.data.filter((alert) => alert.status.state === 'suppressed').length;
    const version = status.data.versionInfo?.version ?? 'answers';
    return [{ target: 'Alertmanager', ok: true, text: `${version}, ${held.data.length} alerts, ${silent} of them inhibited or silenced` }];
  }
  const detail = !answer.ok ? answer.error : !alerts.ok ? alerts.error : `what ${system.url} answers is not Alertmanager's API`;
  const advice = 'Start Alertmanager, or correct check.alertmanager.url.';
  return [
    failedLine('Alertmanager', { kind: 'alertmanager_unreachable', target: 'Alertmanager', doing: 'ask its status', detail, advice }),
  ];
}
