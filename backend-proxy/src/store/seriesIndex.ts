import type { Series } from './messages.ts';

type Labels = Readonly<Record<string, string>>;

/** Every series the history knows, by what it measures. Ids are given here and never change within a file. */
export class SeriesIndex {
  private readonly byKey = new Map<string, Series>();
  private readonly byLabels = new WeakMap<Labels, Map<string, number>>();
  private readonly byMetric = new Map<string, Series[]>();
  private readonly added: Series[] = [];
  private nextId = 1;

  /** The id of a series, which is new when it was never seen. Labels that are frozen are read once, and known by their object after. */
  idOf(metric: string, labels: Labels): number {
    if (!Object.isFrozen(labels)) return this.find(metric, labels);
    const ids = this.byLabels.get(labels) ?? new Map<string, number>();
    const known = ids.get(metric);
    if (known !== undefined) return known;
    const id = this.find(metric, labels);
    this.byLabels.set(labels, ids.set(metric, id));
    return id;
  }

  /** Takes over what a file knows. A series given here that the file lacks is told to it again. */
  load(fromFile: readonly Series[]): void {
    const ids = new Set(fromFile.map(({ id }) => id));
    this.added.splice(0, Infinity, ...[...this.byKey.values()].filter(({ id }) => !ids.has(id)));
    for (const series of fromFile) {
      const key = keyOf(series.metric, series.labels);
      if (!this.byKey.has(key)) this.insert(key, series);
    }
  }

  /** Series that the file was not told of yet; they count as told from now on. */
  takeAdded(): Series[] {
    return this.added.splice(0);
  }

  /** All series, or those of one metric, in the order they appeared. */
  list(metric?: string): readonly Series[] {
    return metric === undefined ? [...this.byKey.values()] : (this.byMetric.get(metric) ?? []);
  }

  private find(metric: string, labels: Labels): number {
    const key = keyOf(metric, labels);
    const known = this.byKey.get(key);
    if (known) return known.id;
    const series = { id: this.nextId, metric, labels: { ...labels } };
    this.insert(key, series);
    this.added.push(series);
    return series.id;
  }

  private insert(key: string, series: Series): void {
    this.byKey.set(key, series);
    const siblings = this.byMetric.get(series.metric);
    if (siblings) siblings.push(series);
    else this.byMetric.set(series.metric, [series]);
    this.nextId = Math.max(this.nextId, series.id + 1);
  }
}

/** Joined at once: put together piece by piece it would stay in pieces, each an object. */
function keyOf(metric: string, labels: Labels): string {
  const parts = [metric];
  Object.keys(labels)
    .sort()
    .forEach((name) => parts.push(name, labels[name] ?? ''));
  return parts.join('\0');
}
