import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../../../dashboards');

const Panel = z.object({
  type: z.string(),
  title: z.string().default(''),
  datasource: z.object({ uid: z.string().default('') }).optional(),
  fieldConfig: z.object({ defaults: z.object({ noValue: z.string().optional() }) }).optional(),
});
const Dashboard = z
  .object({ uid: z.string(), title: z.string(), panels: z.array(Panel.extend({ panels: z.array(Panel).default([]) })) })
  .transform(({ panels, ...dashboard }) => ({
    ...dashboard,
    panels: panels.flatMap((panel) => [panel, ...panel.panels]).filter(({ type }) => type !== 'row'),
  }));

/** The dashboards of dashboards/*.json, which Grafana is provisioned with; their panels without the rows that hold them. */
export const PROVISIONED = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, ...Dashboard.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))) }));
