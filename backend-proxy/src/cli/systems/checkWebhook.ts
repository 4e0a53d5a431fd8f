import { z } from 'zod';
import type { SystemConfig } from '../../config/systems.ts';
import { failedLine, type CheckLine } from '../checkReport.ts';
import { readSystem } from './readSystem.ts';

const Alerts = z.object({ alerts: z.array(z.unknown()) });

/** The webhook log: it answers, and how many of the latest alerts it shows. */
export async function checkWebhook(system: SystemConfig): Promise<CheckLine[]> {
  const answer = await readSystem(system, '/alerts');
  const alerts = answer.ok ? Alerts.safeParse(answer.value) : null;
  if (alerts?.success) return [{ target: 'webhook log', ok: true, text: `shows ${alerts.data.alerts.length} alerts` }];
  const detail = answer.ok ? `what ${system.url} answers is not the webhook log` : answer.error;
  const advice = 'Start it (webhook-logger, port 8080 in the cluster), or correct check.webhook.url.';
  return [failedLine('webhook log', { kind: 'webhook_unreachable', target: 'webhook log', doing: 'read its alerts', detail, advice })];
}
