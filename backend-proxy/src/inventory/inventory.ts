import type { Problem } from '@tart-lab/contract/problem.ts';
import type { AddressSource, Vm } from '@tart-lab/contract/target.ts';
import { limited } from '../lifecycle/limited.ts';
import { aborted } from '../lifecycle/rest.ts';
import type { MacHost } from '../transport/transport.ts';
import { clusterFinder, type ClusterMembers } from './clusterFinder.ts';
import { fitsAny } from './fitsAny.ts';
import { openMacInventory, type KnownVm, type MacInventory } from './macInventory.ts';
import type { Tart } from './tart.ts';
import { toDuplicates } from './toDuplicates.ts';

export interface InventoryOptions {
  readonly macs: readonly Tart[];
  /** Patterns of VM names, as shown or `mac/name`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly clusters: readonly ClusterMembers[];
  /** The address and port fixed by the configuration, by VM name. */
  readonly fixedAddress?: (vm: string) => string | null;
  readonly portOf?: (vm: string) => number;
  /** The cluster whose node a VM is, once nodes are read. */
  readonly readClusterOf?: (vm: { readonly name: string; readonly address: string | null }) => string | null;
  readonly now?: () => number;
  /** Something is new: a list that is not as the one before, and whenever an address or details arrive later. */
  readonly onChange?: () => void;
}

/** A running VM that can be asked now. */
export interface InventoryTarget {
  readonly vm: string;
  readonly mac: MacHost;
  readonly address: string;
}

/** Which VMs exist, on all Macs. */
export interface Inventory {
  /**
   * Reads every Mac's list, waiting 4 s at most: a Mac that hangs delays neither the others nor the caller. `signal` is
   * that of the inventory's life: addresses and details are read on after the call.
   */
  refresh(signal: AbortSignal): Promise<void>;
  /** All VMs by name. A name that two Macs use is shown as `mac/name`. */
  vms(): Vm[];
  targets(): InventoryTarget[];
  problems(): Problem[];
  /** Whether every Mac has answered at least once. */
  ready(): boolean;
  /** This VM does not answer at its address: it may have got another. */
  reportUnanswered(vm: string): void;
  /** When everything under way has been read. */
  settled(): Promise<void>;
}

const LIST_WITHIN_MS = 4000;
const BY_NAME = new Intl.Collator('en', { numeric: true });

interface Entry {
  readonly key: string;
  readonly name: string;
  readonly bareName: string;
  readonly mac: MacInventory;
  readonly known: KnownVm;
}

/** Opens the inventory; nothing is read before the first `refresh`. It holds no resource of its own. */
export function openInventory(options: InventoryOptions): Inventory {
  const fixedAddress = options.fixedAddress ?? (() => null);
  const portOf = options.portOf ?? (() => 22);
  const included = fitsAny(options.include);
  const excluded = fitsAny(options.exclude);
  const clusterOf = clusterFinder(options.clusters);
  const macs = options.macs.map((tart) => {
    const names = (vm: string): string[] => [vm, `${tart.mac.name}/${vm}`];
    return openMacInventory({
      tart,
      wanted: (vm) => names(vm).some(included) && !names(vm).some(excluded),
      fixedAddress: (vm) =>
        names(vm)
          .map(fixedAddress)
          .find((address) => address !== null) ?? null,
      now: options.now ?? Date.now,
      onVms() {
        entriesNow = null;
        sortedNow = null;
      },
      onChange: options.onChange ?? (() => undefined),
    });
  });

  const readEntries = (): Entry[] => {
    const all = macs.flatMap((mac) => [...mac.vms].map(([bareName, known]) => ({ mac, bareName, known })));
    const uses = new Map<string, number>();
    for (const { bareName } of all) uses.set(bareName, (uses.get(bareName) ?? 0) + 1);
    return all.map(({ mac, bareName, known }) => {
      const key = `${mac.tart.mac.name}/${bareName}`;
      return { key, name: uses.get(bareName) === 1 ? bareName : key, bareName, mac, known };
    });
  };

  // The same VMs as long as no Mac has others: they are asked for several times a list.
  let entriesNow: readonly Entry[] | null = null;
  const entries = (): readonly Entry[] => (entriesNow ??= readEntries());

  /** For eyes: comparing names as people do is dear. */
  let sortedNow: readonly Entry[] | null = null;
  const sorted = (): readonly Entry[] => (sortedNow ??= [...entries()].sort((a, b) => BY_NAME.compare(a.name, b.name)));

  const duplicatesAmong = (all: readonly Entry[]): Map<string, Problem> =>
    toDuplicates(
      all.flatMap(({ key, name, mac, known }) =>
        known.address === null || known.row.state !== 'running'
          ? []
          : [{ key, name, mac: mac.tart.mac.name, address: known.address, port: portOf(name), sinceMs: known.addressSinceMs }],
      ),
    );

  const doubtDuplicates = (): void => {
    const all = entries();
    const contested = new Set<string>();
    const duplicates = duplicatesAmong(all);
    for (const { key, known } of all) if (duplicates.has(key) && known.address !== null) contested.add(known.address);
    for (const { mac, bareName, known } of all) if (known.address !== null && contested.has(known.address)) mac.doubt(bareName);
  };

  const toVm = ({ name, bareName, mac, known }: Entry): Vm => {
    const fixed = fixedAddress(name) ?? fixedAddress(`${mac.tart.mac.name}/${bareName}`);
    const source: AddressSource = fixed === null ? mac.tart.resolver : 'fixed';
    const ofNode = options.readClusterOf?.({ name, address: known.address }) ?? null;
    return {
      name,
      mac: mac.tart.mac.name,
      cluster: clusterOf({ name, bareName, mac: mac.tart.mac.name }, ofNode),
      state: known.row.state,
      os: known.details?.os ?? null,
      address: known.address,
      addressSource: known.address === null ? null : source,
      addressStale: known.address !== null && (known.row.state !== 'running' || !known.confirmed),
      cpuCount: known.details?.cpuCount ?? null,
      memoryBytes: known.details?.memoryBytes ?? null,
      diskBytes: known.row.diskBytes ?? known.details?.diskBytes ?? null,
      imageBytes: known.details?.imageBytes ?? known.row.imageBytes,
      accessedAtMs: known.row.accessedAtMs,
    };
  };

  return {
    async refresh(signal) {
      doubtDuplicates();
      const limit = limited(signal, LIST_WITHIN_MS);
      await Promise.race([Promise.all(macs.map((mac) => mac.refresh(signal))), aborted(limit.signal)]);
      limit.end();
    },
    vms: () => sorted().map(toVm),
    targets() {
      const all = entries();
      const duplicates = duplicatesAmong(all);
      return all.flatMap(({ key, name, mac, known }) =>
        known.row.state === 'running' && known.address !== null && !duplicates.has(key)
          ? [{ vm: name, mac: mac.tart.mac, address: known.address }]
          : [],
      );
    },
    problems() {
      const all = sorted();
      const ofMacs = macs.flatMap(({ problem }) => (problem === null ? [] : [problem]));
      const ofVms = all.flatMap(({ name, known }) => (known.problem === null ? [] : [{ ...known.problem, target: name }]));
      return [...ofMacs, ...ofVms, ...duplicatesAmong(all).values()];
    },
    ready: () => macs.every(({ answered }) => answered),
    reportUnanswered(vm) {
      for (const mac of macs) {
        const prefix = `${mac.tart.mac.name}/`;
        mac.doubt(vm.startsWith(prefix) ? vm.slice(prefix.length) : vm); // a bare name is on one Mac only
      }
    },
    async settled() {
      await Promise.all(macs.map((mac) => mac.settled()));
    },
  };
}
