import type { Problem } from '@tart-lab/contract/problem.ts';
import { semaphore } from '../lifecycle/semaphore.ts';
import type { TartVmDetails } from '../parse/tartGet.ts';
import type { TartListRow } from '../parse/tartList.ts';
import { listReader, readAddress, readVm, type Tart } from './tart.ts';

/** A VM as its Mac knows it. `confirmed` is false while the address has to be looked up (again). */
export interface KnownVm {
  row: TartListRow;
  details: TartVmDetails | null;
  address: string | null;
  confirmed: boolean;
  /** When it got this address, epoch ms: of two VMs that claim one, the older claim holds. */
  addressSinceMs: number;
  problem: Problem | null;
  nextDetailsMs: number;
  nextLookupMs: number;
  lookupsFailed: number;
}

/** What one Mac has, read by `tart`. */
export interface MacInventory {
  readonly tart: Tart;
  /** Reads the list; addresses and details that are due follow in the background, until `signal` aborts. */
  refresh(signal: AbortSignal): Promise<void>;
  /** By name. The last good answer, also while tart fails. */
  readonly vms: ReadonlyMap<string, KnownVm>;
  readonly problem: Problem | null;
  /** Whether the Mac has ever answered. */
  readonly answered: boolean;
  /** The VM's address does not answer, or two VMs claim it: look it up soon. */
  doubt(vm: string): void;
  /** When all that is under way in the background has ended. */
  settled(): Promise<void>;
}

export interface MacInventoryOptions {
  readonly tart: Tart;
  readonly wanted: (vm: string) => boolean;
  readonly fixedAddress: (vm: string) => string | null;
  readonly now: () => number;
  /** `vms` has others than before. */
  readonly onVms: () => void;
  /** Something is new: another list than before, an address, details. */
  readonly onChange: () => void;
}

const DETAILS_EVERY_MS = 10 * 60_000;
const DETAILS_RETRY_MS = 60_000;
/** An address that was just confirmed is not looked up again for a while, though its VM may be silent. */
const LOOKUP_EVERY_MS = 15_000;
/** A VM that boots gets its lease within a minute; after this many failures it is asked for less often. */
const EAGER_LOOKUPS = 12;
const LOOKUP_RETRY_MS = 30_000;
const LOOKUPS_AT_ONCE = 4;
const DETAILS_AT_ONCE = 2;

export function openMacInventory({ tart, wanted, fixedAddress, now, onVms, onChange }: MacInventoryOptions): MacInventory {
  const vms = new Map<string, KnownVm>();
  const lookups = semaphore(LOOKUPS_AT_ONCE);
  const detailReads = semaphore(DETAILS_AT_ONCE);
  const underWay = new Map<string, Promise<void>>();
  let listing: Promise<void> | undefined;
  const readList = listReader(tart);
  let listed: readonly TartListRow[] | null = null;
  let problem: Problem | null = null;
  let answered = false;

  const lasting = (next: Problem, before: Problem | null): Problem => ({
    ...next,
    sinceMs: before?.kind === next.kind ? (before.sinceMs ?? now()) : now(),
  });

  const list = async (signal: AbortSignal): Promise<void> => {
    const rows = await readList(signal);
    if (signal.aborted) return;
    const same = rows.ok && rows.value === listed && problem === null;
    if (rows.ok && !same) {
      listed = rows.value;
      take(rows.value.filter(({ name }) => wanted(name)));
      answered = true;
    }
    problem = rows.ok ? null : lasting(rows.error, problem);
    if (!same) onChange();
    if (!rows.ok) return;
    for (const [name, vm] of vms) {
      if (lookupDue(name, vm)) inBackground(`ip ${name}`, () => lookUp(name, vm, signal));
      if (now() >= vm.nextDetailsMs) inBackground(`get ${name}`, () => readDetails(name, vm, signal));
    }
  };

  const take = (rows: readonly TartListRow[]): void => {
    const names = new Set(rows.map(({ name }) => name));
    for (const name of vms.keys()) if (!names.has(name)) vms.delete(name);
    onVms();
    for (const row of rows) {
      const known = vms.get(row.name);
      if (!known) vms.set(row.name, toKnown(row));
      else if (known.row.state !== row.state) onStateChange(known, row);
      else known.row = row;
    }
  };

  const toKnown = (row: TartListRow): KnownVm => {
    const address = fixedAddress(row.name);
    return {
      row,
      address,
      confirmed: address !== null,
      addressSinceMs: now(),
      details: null,
      problem: null,
      nextDetailsMs: 0,
      nextLookupMs: 0,
      lookupsFailed: 0,
    };
  };

  const onStateChange = (known: KnownVm, row: TartListRow): void => {
    known.row = row;
    known.nextDetailsMs = 0;
    known.nextLookupMs = 0;
    known.lookupsFailed = 0;
    known.confirmed = fixedAddress(row.name) !== null; // it may have got another lease
    known.problem = null;
  };

  const lookupDue = (name: string, vm: KnownVm): boolean =>
    vm.row.state === 'running' && !vm.confirmed && fixedAddress(name) === null && now() >= vm.nextLookupMs;

  const inBackground = (key: string, work: () => Promise<void>): void => {
    if (underWay.has(key)) return;
    underWay.set(
      key,
      work().finally(() => underWay.delete(key)),
    );
  };

  const lookUp = async (name: string, vm: KnownVm, signal: AbortSignal): Promise<void> => {
    const leave = await lookups.enter(signal);
    const address = await readAddress(tart, name, signal).finally(leave);
    if (signal.aborted || vms.get(name) !== vm || vm.row.state !== 'running') return;
    if (address.ok) {
      if (vm.address !== address.value) vm.addressSinceMs = now();
      vm.address = address.value;
      vm.confirmed = true;
      vm.lookupsFailed = 0;
      vm.nextLookupMs = now() + LOOKUP_EVERY_MS;
      vm.problem = null;
    } else {
      vm.lookupsFailed += 1;
      vm.nextLookupMs = vm.lookupsFailed < EAGER_LOOKUPS ? 0 : now() + LOOKUP_RETRY_MS;
      vm.problem = lasting(address.error, vm.problem);
    }
    onChange();
  };

  const readDetails = async (name: string, vm: KnownVm, signal: AbortSignal): Promise<void> => {
    const leave = await detailReads.enter(signal);
    const details = await readVm(tart, name, signal).finally(leave);
    if (signal.aborted || vms.get(name) !== vm) return;
    if (details.ok) vm.details = details.value;
    vm.nextDetailsMs = now() + (details.ok ? DETAILS_EVERY_MS : DETAILS_RETRY_MS);
    onChange();
  };

  return {
    tart,
    vms,
    get problem() {
      return problem;
    },
    get answered() {
      return answered;
    },
    refresh(signal) {
      listing ??= list(signal).finally(() => (listing = undefined));
      return listing;
    },
    doubt(name) {
      const vm = vms.get(name);
      if (vm && fixedAddress(name) === null) vm.confirmed = false;
    },
    async settled() {
      await listing;
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
