import { z } from 'zod';
import { fail, ok, type ParseFailure, type Result } from '../../result.ts';
import { parseQuantity } from './quantity.ts';
import type { Condition } from './rows.ts';

/** RFC 3339, to the second or the microsecond → epoch ms. Absent, null (Go's zero time) and empty are null. */
export const Time = z
  .string()
  .nullish()
  .transform((text, context) => {
    const atMs = text ? Date.parse(text) : null;
    if (atMs === null || !Number.isNaN(atMs)) return atMs;
    context.addIssue(`no time: ${text?.slice(0, 40)}`);
    return z.NEVER;
  });

/** A quantity as a number; absent and null are null. */
export const Quantity = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined) return null;
    const parsed = parseQuantity(text);
    if (parsed.ok) return parsed.value;
    context.addIssue(`no quantity: ${parsed.error.line}`);
    return z.NEVER;
  });

/** Go leaves an empty text out, or writes it: both are null. */
export const Text = z
  .string()
  .nullish()
  .transform((text) => (text ? text : null));

/** Go's zero is left out too: a count that is absent is 0. */
export const Count = z
  .number()
  .nullish()
  .transform((count) => count ?? 0);

/** Absent, null and empty lists are one. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items): readonly z.output<Item>[] => items ?? []);

/** Labels and selectors. */
export const TextMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});

/** CPU and memory of a request, a limit, a capacity or a use; the other resources are not read. */
export const ResourceList = z
  .object({ cpu: Quantity, memory: Quantity })
  .nullish()
  .transform((list) => ({ cpuCores: list?.cpu ?? null, memoryBytes: list?.memory ?? null }));

export const Metadata = z.object({ uid: z.string(), name: z.string(), creationTimestamp: Time });
export const NamespacedMetadata = Metadata.extend({ namespace: z.string() });

export const Conditions = listOf(
  z
    .object({ type: z.string(), status: z.string(), reason: Text, message: Text, lastTransitionTime: Time })
    .transform(({ lastTransitionTime, ...condition }): Condition => ({ ...condition, sinceMs: lastTransitionTime })),
);

const Named = z.object({ metadata: z.object({ name: z.string(), namespace: z.string().optional() }) });

/**
 * A parser of one kind of object: what the schema names is checked, everything else ignored.
 * Fails with the object's name and the path of what does not fit, which is all that may be shown of it.
 */
export function objectParser<Schema extends z.ZodType, Row>(
  format: string,
  schema: Schema,
  toRow: (object: z.output<Schema>) => Row,
): (object: unknown) => Result<Row, ParseFailure> {
  return (object) => {
    const parsed = schema.safeParse(object);
    if (parsed.success) return ok(toRow(parsed.data));
    const named = Named.safeParse(object);
    const name = named.success
      ? [named.data.metadata.namespace, named.data.metadata.name].filter(Boolean).join('/')
      : 'an object without a name';
    const [issue] = parsed.error.issues;
    return fail({ format, line: issue ? `${name}: ${issue.path.join('.')}: ${issue.message}` : name });
  };
}
