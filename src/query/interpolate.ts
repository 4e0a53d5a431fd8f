import type { ScopedVars } from '@grafana/data';
import type { FilledQuery } from './types.ts';

/** The part of Grafana's template service that is needed here. */
export interface Templates {
  replace(text?: string, scopedVars?: ScopedVars, format?: string | ((value: unknown) => string)): string;
}

// Two characters that no name holds: they bracket a variable's values inside the replaced text.
const OPEN = '\u0001';
const CLOSE = '\u0002';
const BETWEEN = '\u0003';

const bracket = (value: unknown): string => `${OPEN}${(Array.isArray(value) ? value : [value]).map(String).join(BETWEEN)}${CLOSE}`;

/** `dev-[a,b]*` as `dev-a*` and `dev-b*`; several variables in one entry give every combination. */
function expand(text: string): string[] {
  const open = text.indexOf(OPEN);
  const close = text.indexOf(CLOSE, open);
  if (open < 0 || close < 0) return [text];
  const values = text.slice(open + 1, close).split(BETWEEN);
  const rests = expand(text.slice(close + 1));
  return values.flatMap((value) => rests.map((rest) => text.slice(0, open) + value + rest));
}

/** A variable whose own "all" value is a regular expression for everything means everything here too. */
const everything = (entry: string): string => (entry === '.*' || entry === '.+' ? '*' : entry);

/**
 * One selection with its variables filled in. A variable with several values becomes several entries; inside a pattern
 * every combination; between slashes, an escaped `(a|b)`. A variable without a value selects nothing of its own, so an
 * empty filter variable means all.
 */
export function interpolateSelection(entries: readonly string[], scopedVars: ScopedVars, templates: Templates): string[] {
  const filled = entries.flatMap((entry) =>
    entry.length > 1 && entry.startsWith('/') && entry.endsWith('/')
      ? [templates.replace(entry, scopedVars, 'regex')]
      : expand(templates.replace(entry, scopedVars, bracket)).map(everything),
  );
  return [...new Set(filled.filter((entry) => entry !== ''))];
}

/** A whole query with every variable filled in; the query itself is left as it was. */
export function interpolate(query: FilledQuery, scopedVars: ScopedVars, templates: Templates): FilledQuery {
  const selection = (entries: readonly string[]): string[] => interpolateSelection(entries, scopedVars, templates);
  return {
    ...query,
    macs: selection(query.macs),
    clusters: selection(query.clusters),
    vms: selection(query.vms),
    namespaces: selection(query.namespaces),
    workloads: selection(query.workloads),
    metric: templates.replace(query.metric, scopedVars),
    labels: Object.fromEntries(Object.entries(query.labels).map(([name, values]) => [name, selection(values)])),
    filters: query.filters.flatMap((filter) => {
      const values = selection(filter.values);
      return values.length > 0 ? [{ ...filter, values }] : [];
    }),
    groupBy: selection(query.groupBy),
    minInterval: templates.replace(query.minInterval, scopedVars),
    legend: templates.replace(query.legend, scopedVars),
    columns: selection(query.columns),
    verdicts: selection(query.verdicts),
    protocols: selection(query.protocols),
  };
}
