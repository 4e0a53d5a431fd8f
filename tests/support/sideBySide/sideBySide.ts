import type { ScrapedSeries } from '../prometheusServer.ts';
import { compareFamily, type Compared } from './compareFamily.ts';
import { NOT_BOTH, NOT_OURS, NOT_THEIRS, reasonFor } from './onlyOne.ts';
import type { Explained, SideBySide } from './report.ts';
import { ruleOf } from './rules.ts';

const SHARED_LABELS = new Set(['__name__', 'job', 'instance', 'vm', 'mac', 'cluster']);

export const familyOf = ({ labels }: ScrapedSeries): string => labels['__name__'] ?? '';
export const instanceOf = ({ labels }: ScrapedSeries): string => labels['instance'] ?? '';
/** What a series is, whosever it is: its family and its own labels. */
export const keyOf = (series: ScrapedSeries): string =>
  `${familyOf(series)} ${JSON.stringify(
    Object.entries(series.labels)
      .filter(([name]) => !SHARED_LABELS.has(name))
      .sort(),
  )}`;
export const identityOf = (series: ScrapedSeries): string => `${instanceOf(series)} ${keyOf(series)}`;

/** Compares what was scraped of Tart Lab and of node_exporters, guest by guest, series by series. */
export function sideBySide(ours: readonly ScrapedSeries[], theirs: readonly ScrapedSeries[]): SideBySide {
  const theirFamilies = new Set(theirs.map(familyOf));
  const ourFamilies = new Set(ours.map(familyOf));
  const shared = [...ourFamilies].filter((family) => theirFamilies.has(family)).sort();
  const families = compareAll(shared, ours, theirs);

  const [ourIds, theirIds] = [new Set(ours.map(identityOf)), new Set(theirs.map(identityOf))];
  const onlyOne = [
    ...theirs.filter((series) => ourFamilies.has(familyOf(series)) && !ourIds.has(identityOf(series))),
    ...ours.filter((series) => theirFamilies.has(familyOf(series)) && !theirIds.has(identityOf(series))),
  ];
  return {
    families,
    onlyTheirs: explained(
      [...theirFamilies].filter((family) => !ourFamilies.has(family)),
      NOT_OURS,
    ),
    onlyOurs: explained(
      [...ourFamilies].filter((family) => !theirFamilies.has(family)),
      NOT_THEIRS,
    ),
    onlyOne: explained(onlyOne.map(keyOf), NOT_BOTH),
  };
}

/** Every family that both have. */
export function compareAll(families: readonly string[], ours: readonly ScrapedSeries[], theirs: readonly ScrapedSeries[]): Compared[] {
  const ofGuest = new Map(theirs.map((series) => [identityOf(series), series.points]));
  // All node_exporters read one kernel, so of its numbers there are as many more values.
  const ofMachine = new Map<string, (readonly [number, number])[]>();
  for (const series of theirs) ofMachine.set(keyOf(series), [...(ofMachine.get(keyOf(series)) ?? []), ...series.points]);
  for (const points of ofMachine.values()) points.sort(([a], [b]) => a - b);
  return families.map((family) => {
    const rule = ruleOf(family);
    const pairs = ours
      .filter((series) => familyOf(series) === family && ofGuest.has(identityOf(series)))
      .map((series) => [series, (rule.whose === 'guest' ? ofGuest.get(identityOf(series)) : ofMachine.get(keyOf(series))) ?? []] as const);
    return compareFamily(family, rule, pairs);
  });
}

/** Names by reason; those without one have an empty reason. */
function explained(names: readonly string[], reasons: Parameters<typeof reasonFor>[0]): Explained[] {
  const byReason = new Map<string, Set<string>>();
  for (const name of names) {
    const why = reasonFor(reasons, name) ?? '';
    byReason.set(why, (byReason.get(why) ?? new Set()).add(why === '' ? name : (name.split(' ')[0] ?? '')));
  }
  return [...byReason].map(([why, all]) => ({ why, names: [...all].sort() }));
}
