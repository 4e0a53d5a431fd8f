import { z } from 'zod';
import type { SystemConfig } from '../../config/systems.ts';
import { failedLine, type CheckLine } from '../checkReport.ts';
import { readSystem } from './readSystem.ts';

const Health = z.object({ database: z.string(), version: z.string().optional() });

/** Grafana's own health, which needs no login: it answers, and its database works. */
export async function checkGrafana(system: SystemConfig): Promise<CheckLine[]> {
  const answer = await readSystem(system, '/api/health');
  const health = answer.ok ? Health.safeParse(answer.value) : null;
  if (health?.success && health.data.database === 'ok')
    return [{ target: 'Grafana', ok: true, text: `${health.data.version ?? 'answers'}, database ok` }];
  const detail = !answer.ok
    ? answer.error
    : health?.success
      ? `its database is ${health.data.database}`
      : `what ${system.url} answers is not Grafana's health`;
  const advice = 'Start Grafana, or correct check.grafana.url; its log says what is wrong with the database.';
  return [failedLine('Grafana', { kind: 'grafana_unreachable', target: 'Grafana', doing: 'ask its health', detail, advice })];
}
