import { z } from 'zod';
import { Quantity, Text, TextMap } from './fields.ts';
import type { HpaMetric } from './rows.ts';

const Target = z.object({ type: Text, value: Quantity, averageValue: Quantity, averageUtilization: z.number().nullish() });
const Identifier = z.object({ name: z.string(), selector: z.object({ matchLabels: TextMap }).nullish() });
const DescribedObject = z.object({ kind: z.string(), name: z.string() });

/** The five sources of a metric; `value` is where the target is, or in a status the current value. */
const sources = <Value extends z.ZodType>(value: Value) =>
  z.object({
    type: Text,
    resource: z.object({ name: z.string() }).and(value).nullish(),
    containerResource: z.object({ name: z.string(), container: z.string() }).and(value).nullish(),
    pods: z.object({ metric: Identifier }).and(value).nullish(),
    object: z.object({ metric: Identifier, describedObject: DescribedObject }).and(value).nullish(),
    external: z.object({ metric: Identifier }).and(value).nullish(),
  });

export const MetricSpec = sources(z.object({ target: Target }));
export const MetricStatus = sources(z.object({ current: Target }));
type MetricSpec = z.output<typeof MetricSpec>;
type MetricStatus = z.output<typeof MetricStatus>;

const selected = ({ name, selector }: z.output<typeof Identifier>): string => {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([label, value]) => `${label}=${value}`);
  return labels.length > 0 ? `${name} (${labels.sort().join(', ')})` : name;
};

/** What is measured, in words that tell the metrics of an HPA apart; null for a source that nobody knows, or that is empty. */
function nameOf({ resource, containerResource, pods, object, external }: MetricSpec | MetricStatus): string | null {
  if (resource) return resource.name;
  if (containerResource) return `${containerResource.name} (container ${containerResource.container})`;
  if (pods) return `pods/${selected(pods.metric)}`;
  if (object) return `${object.describedObject.kind.toLowerCase()}/${object.describedObject.name}/${selected(object.metric)}`;
  return external ? `external/${selected(external.metric)}` : null;
}

const percent = (value: number | null | undefined): number | null => (value === null || value === undefined ? null : value / 100);

/**
 * An HPA's metrics with their latest values. Statuses stand in the order of the metrics; after a change of the spec they may not
 * yet, so each is found by its name. A metric that could not be read has an empty status, or none: its value is null.
 */
export function toHpaMetrics(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): HpaMetric[] {
  const current = new Map(
    statuses.map((status) => {
      const { resource, containerResource, pods, object, external } = status;
      return [nameOf(status), (resource ?? containerResource ?? pods ?? object ?? external)?.current];
    }),
  );
  return specs.flatMap((spec): HpaMetric[] => {
    const name = nameOf(spec);
    const target = (spec.resource ?? spec.containerResource ?? spec.pods ?? spec.object ?? spec.external)?.target;
    if (name === null || !target) return [];
    const now = current.get(name);
    const utilization = percent(target.averageUtilization);
    if (utilization !== null) return [{ name, type: 'utilization', current: percent(now?.averageUtilization), target: utilization }];
    if (target.averageValue !== null) {
      const divided = spec.object || spec.external ? ({ divided: true } as const) : {};
      return [{ name, type: 'averageValue', current: now?.averageValue ?? null, target: target.averageValue, ...divided }];
    }
    return target.value === null ? [] : [{ name, type: 'value', current: now?.value ?? null, target: target.value }];
  });
}
