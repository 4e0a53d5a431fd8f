import type { Labels } from '@tart-lab/contract/sample.ts';

/** The way to a set of labels, one value after the other: no key has to be put together for each sample. */
class Branch {
  next: Map<string, Branch> | null = null;
  labels: Labels | null = null;
  more: Labels | undefined;
  usedInRound = 0;

  at(value: string): Branch {
    this.next ??= new Map();
    let branch = this.next.get(value);
    if (branch === undefined) this.next.set(value, (branch = new Branch()));
    return branch;
  }

  /** Drops the sets that were not used in a round; whether nothing is left of this one and below. */
  keepOnly(round: number): boolean {
    this.next?.forEach((branch, value) => {
      if (branch.keepOnly(round)) this.next?.delete(value);
    });
    if (this.usedInRound !== round) this.labels = null;
    return this.labels === null && (this.next === null || this.next.size === 0);
  }
}

/**
 * One frozen object for each set of labels, the same from sample to sample: the history knows a series by it
 * (store/seriesIndex.ts), and a cluster's samples leave little behind.
 * What was not asked for between two calls of `forgetUnused` is dropped.
 */
export class LabelCache {
  private readonly root = new Branch();
  private round = 1;
  private used = 0;
  private kept = 0;

  /** The labels of these names and values. Two lists of names of one length differ in their last name. */
  of(names: readonly string[], values: readonly string[], more?: Labels): Labels {
    let branch = this.root.at(names[names.length - 1] ?? '');
    for (let i = 0; i < values.length; i++) branch = branch.at(values[i] ?? '');
    if (branch.labels === null) this.kept++;
    if (branch.labels === null || !areSame(branch.more, more)) {
      branch.more = more;
      branch.labels = Object.freeze<Labels>({ ...Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])), ...more });
    }
    if (branch.usedInRound !== this.round) this.used++;
    branch.usedInRound = this.round;
    return branch.labels;
  }

  forgetUnused(): void {
    if (this.used < this.kept) {
      this.root.keepOnly(this.round);
      this.kept = this.used;
    }
    this.used = 0;
    this.round++;
  }
}

function areSame(before: Labels | undefined, now: Labels | undefined): boolean {
  if (before === now) return true;
  for (const name in now) if (before?.[name] !== now[name]) return false;
  for (const name in before) if (now?.[name] === undefined) return false;
  return true;
}
