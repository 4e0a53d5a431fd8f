import { z } from 'zod';
import { fail, ok, type ParseFailure, type Result } from '../../result.ts';
import { listOf, ResourceList, Time } from './fields.ts';
import { parseGoDuration } from './goDuration.ts';
import type { NodeUsage, PodUsage, Resources } from './rows.ts';

const Window = z.string().transform((text, context) => {
  const parsed = parseGoDuration(text);
  if (parsed.ok) return parsed.value;
  context.addIssue(`no duration: ${parsed.error.line}`);
  return z.NEVER;
});
const NodeMetrics = z.object({ metadata: z.object({ name: z.string() }), timestamp: Time, window: Window, usage: ResourceList });
const PodMetrics = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  timestamp: Time,
  window: Window,
  containers: listOf(z.object({ usage: ResourceList })),
});
const NodeMetricsList = z.object({ items: listOf(NodeMetrics) });
const PodMetricsList = z.object({ items: listOf(PodMetrics) });

/** The list's rows; an item that does not say CPU, memory or time is unknown and left out, as a pod is that just started. */
function readList<Item, Row>(
  format: string,
  schema: z.ZodType<{ items: readonly Item[] }>,
  list: unknown,
  toRow: (item: Item) => Row | null,
): Result<Row[], ParseFailure> {
  const parsed = schema.safeParse(list);
  if (parsed.success) return ok(parsed.data.items.flatMap((one) => toRow(one) ?? []));
  const [issue] = parsed.error.issues;
  return fail({ format, line: issue ? `${issue.path.join('.')}: ${issue.message}` : 'not as expected' });
}

function measured(timestamp: number | null, windowSeconds: number, { cpuCores, memoryBytes }: Resources) {
  if (timestamp === null || cpuCores === null || memoryBytes === null) return null;
  return { atMs: timestamp, windowSeconds, cpuCores, memoryBytes };
}

/** A pod uses what its containers use together; half a sum would be a wrong one. */
function sum(parts: readonly Resources[]): Resources {
  const total = (values: readonly (number | null)[]) =>
    values.length === 0 ? null : values.reduce((all, value) => (all === null || value === null ? null : all + value), 0);
  return { cpuCores: total(parts.map(({ cpuCores }) => cpuCores)), memoryBytes: total(parts.map(({ memoryBytes }) => memoryBytes)) };
}

/** Reads a NodeMetricsList of metrics.k8s.io/v1beta1. Units: cores, bytes, seconds, epoch ms. Fails: with the path of what does not fit. */
export const parseNodeUsage = (list: unknown): Result<NodeUsage[], ParseFailure> =>
  readList('metrics.k8s.io NodeMetricsList', NodeMetricsList, list, ({ metadata, timestamp, window, usage }) => {
    const used = measured(timestamp, window, usage);
    return used && { name: metadata.name, ...used };
  });

/** Reads a PodMetricsList of metrics.k8s.io/v1beta1, the containers of a pod added up. Units and failures: as for nodes. */
export const parsePodUsage = (list: unknown): Result<PodUsage[], ParseFailure> =>
  readList('metrics.k8s.io PodMetricsList', PodMetricsList, list, ({ metadata, timestamp, window, containers }) => {
    const used = measured(timestamp, window, sum(containers.map(({ usage }) => usage)));
    return used && { namespace: metadata.namespace, name: metadata.name, ...used };
  });
