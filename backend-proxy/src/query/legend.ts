type Labels = Readonly<Record<string, string>>;

/** Fills a template such as `{{vm}} {{device}}`; a label that a series lacks becomes nothing. */
export const renderLegend = (template: string, labels: Labels): string =>
  template.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));

/**
 * The shortest names that tell lines apart: the values of the labels that differ, `vm` and the metric's `own` labels first,
 * cluster and Mac only when those are not enough. A single line is named by its VM and own labels, or else by `fallback`.
 */
export function defaultNames(all: readonly Labels[], own: readonly string[], fallback: string): string[] {
  // A node usually has its VM's name: once is enough.
  const preferred = own.includes('node') ? own : ['vm', ...own];
  const differs = (key: string): boolean => all.some((labels) => labels[key] !== all[0]?.[key]);
  const nameBy = (keys: readonly string[]): string[] => all.map((labels) => keys.flatMap((key) => labels[key] || []).join(' ') || fallback);
  const present = (key: string): boolean => all.some((labels) => labels[key]);
  if (all.length === 1) return nameBy(preferred.some(present) ? preferred : ['cluster', 'mac']);
  let keys = preferred.filter(differs);
  for (const key of ['cluster', 'mac']) {
    if (new Set(nameBy(keys)).size === all.length) break;
    if (differs(key)) keys = [...keys, key];
  }
  return nameBy(keys);
}
