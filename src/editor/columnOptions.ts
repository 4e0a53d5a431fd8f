import type { DataFrame } from '@grafana/data';
import type { ComboboxOption } from '@grafana/ui';
import { z } from 'zod';

/** All columns of a table, those on demand too, where the proxy tells them beside its answer. */
const Told = z.object({ columns: z.array(z.object({ id: z.string(), title: z.string() })) });

/**
 * The columns that a table is known to have, from its last answer: what the proxy tells in `meta.custom.columns`, else the
 * answer's own fields. Chosen ones that are in neither stay on offer under their ids.
 */
export function columnOptions(answered: readonly DataFrame[], chosen: readonly string[]): ComboboxOption[] {
  const known = new Map<string, string>();
  for (const { meta, fields } of answered) {
    const told = Told.safeParse(meta?.custom);
    if (told.success) for (const { id, title } of told.data.columns) known.set(id, title);
    for (const { name, config } of fields) if (!known.has(name)) known.set(name, config.displayNameFromDS ?? name);
  }
  for (const id of chosen) if (!known.has(id)) known.set(id, id);
  return [...known].map(([value, label]) => ({ value, label, ...(label === value ? {} : { description: value }) }));
}
