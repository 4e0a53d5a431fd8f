import type { Labels } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';

/**
 * The label sets of one VM's series, each made once and frozen. A frozen set is the same object in every frame: the history
 * knows its series by it and does not read the labels again (store/seriesIndex.ts), which was a sixth of a frame's garbage.
 */
export class LabelSets {
  private readonly target: Labels;
  private readonly sets = new Map<string, Labels>();

  constructor({ name, mac, cluster }: Vm) {
    this.target = Object.freeze<Labels>({ vm: name, mac, ...(cluster === null ? {} : { cluster }) });
  }

  /** Whether these are still the VM's own labels: it may have been found to belong to a cluster. */
  fit({ name, mac, cluster }: Vm): boolean {
    const { target } = this;
    return target['vm'] === name && target['mac'] === mac && (target['cluster'] ?? null) === cluster;
  }

  /** The VM's labels with those of `own` that are named; one that is missing is empty. */
  of(names: readonly string[], own: Labels = {}): Labels {
    if (names.length === 0) return this.target;
    let key = '';
    for (const name of names) key += `${name}\0${own[name] ?? ''}\0`;
    const known = this.sets.get(key);
    if (known) return known;
    const labels = Object.freeze({ ...this.target, ...Object.fromEntries(names.map((name) => [name, own[name] ?? ''])) });
    this.sets.set(key, labels);
    return labels;
  }
}
