import { z } from 'zod';

const Labels = z.record(z.string(), z.string());
/** The time that Alertmanager writes where there is none. */
const NO_TIME = '0001-01-01T00:00:00Z';
const TimeMs = z.iso.datetime({ offset: true }).transform((text) => (text === NO_TIME ? null : Date.parse(text)));

const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: Labels.default({}),
  startsAt: TimeMs,
  endsAt: TimeMs.nullish(),
  generatorURL: z.string().default(''),
  fingerprint: z.string().default(''),
});

/**
 * What Alertmanager posts to a webhook (version 4 of its message), and Grafana's contact point of that name with more fields, which
 * are left out here. Times become epoch ms, null where there is none; `truncatedAlerts` were left out by the sender.
 */
export const Message = z.object({
  version: z.string().default('4'),
  status: z.enum(['firing', 'resolved']),
  receiver: z.string(),
  groupKey: z.string().default(''),
  groupLabels: Labels.default({}),
  externalURL: z.string().default(''),
  truncatedAlerts: z.number().default(0),
  alerts: z.array(Alert),
});
export type Message = z.infer<typeof Message>;
