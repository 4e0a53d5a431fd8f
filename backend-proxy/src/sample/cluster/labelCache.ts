import type { Labels } from '@tart-lab/contract/sample.ts';

/**
 * One frozen object for each set of labels, the same from sample to sample: the history knows a series by it
 * (store/seriesIndex.ts), and a cluster's samples leave little behind.
 * What was not asked for between two calls of `forgetUnused` is dropped.
 */
export class LabelCache {
  private kept = new Map<string, Labels>();
  private used = new Map<string, Labels>();

  /** The labels of these names and values. Two lists of names of one length differ in their last name. */
  of(names: readonly string[], values: readonly string[], more?: Labels): Labels {
    let key = names.at(-1) ?? '';
    for (const value of values) key += `\u0000${value}`;
    for (const name in more) key += `\u0000${name}\u0000${more[name]}`;
    const known = this.used.get(key) ?? this.kept.get(key);
    const labels = known ?? Object.freeze<Labels>({ ...Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])), ...more });
    this.used.set(key, labels);
    return labels;
  }

  forgetUnused(): void {
    this.kept = this.used;
    this.used = new Map();
  }
}
