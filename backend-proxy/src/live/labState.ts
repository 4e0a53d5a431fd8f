import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Sample } from '@tart-lab/contract/sample.ts';
import type { Vm } from '@tart-lab/contract/target.ts';
import type { GuestReport } from '../collect/report.ts';
import { keepSince } from '../problems.ts';
import { joinVms, type VmJoin } from '../sample/cluster/joinVms.ts';
import type { ClusterState } from './clusterState.ts';
import { NOTHING_WAITS, type FlowDemand } from './flows/flowDemand.ts';
import { GuestState } from './guestState.ts';

const PROCESSES_WANTED_MS = 60_000;

/** One VM as it is now: what the inventory knows of it, and what its guest last said. */
export interface LiveVm {
  readonly vm: Vm;
  readonly guest: Readonly<GuestState>;
}

/** The lab as it is now. The cycle writes it; tables, values, health and the snapshot read it, and nothing they do starts a read. */
export class LabState {
  private readonly now: () => number;
  readonly flowDemand: FlowDemand;
  private vms = new Map<string, { vm: Vm; guest: GuestState }>();
  private watched: readonly ClusterState[] = [];
  private inventoryProblems: Problem[] = [];
  private readonly ownProblems = new Map<string, Problem>();
  private readonly addressesByVm = new Map<string, { readonly address: string; readonly changes: number }>();
  private framesAnswered = 0;
  private framesFailed = 0;
  private readonly processesWantedUntil = new Map<string, number>();
  private firstCycleMs: number | null = null;

  constructor(now: () => number, flowDemand: FlowDemand = NOTHING_WAITS) {
    this.now = now;
    this.flowDemand = flowDemand;
  }

  /** Takes over the inventory: the VMs there are, and what went wrong while they were listed. A VM that does not run says nothing. */
  setInventory(vms: readonly Vm[], problems: readonly Problem[]): void {
    for (const { name, address, addressStale } of vms) {
      if (address === null || addressStale) continue;
      const { address: before, changes } = this.addressesByVm.get(name) ?? { address, changes: 0 };
      this.addressesByVm.set(name, { address, changes: changes + (address === before ? 0 : 1) });
    }
    this.vms = new Map(
      vms.map((vm) => {
        const before = this.vms.get(vm.name);
        const guest = before && vm.state === 'running' && before.vm.mac === vm.mac ? before.guest : new GuestState();
        return [vm.name, { vm, guest }];
      }),
    );
    this.inventoryProblems = keepSince(problems, this.inventoryProblems, this.now());
  }

  /** Takes over what a frame brought. A VM that the inventory no longer runs is left out. */
  applyReport(report: GuestReport, samples: readonly Sample[]): void {
    if (report.answered) this.framesAnswered++;
    else this.framesFailed++;
    const live = this.vms.get(report.vm);
    if (live?.vm.state === 'running') live.guest.apply(report, samples);
  }

  /** A problem of the proxy's own, such as a paused history, under a name; null takes it away. */
  setOwnProblem(name: string, problem: Problem | null): void {
    const before = this.ownProblems.get(name);
    const [kept] = keepSince(problem ? [problem] : [], before ? [before] : [], this.now());
    if (kept) this.ownProblems.set(name, kept);
    else this.ownProblems.delete(name);
  }

  /** The first cycle is done: what is known now is worth showing. */
  markReady(): void {
    this.firstCycleMs ??= this.now();
  }
  isReady(): boolean {
    return this.firstCycleMs !== null;
  }

  all(): LiveVm[] {
    return [...this.vms.values()];
  }
  find(vm: string): LiveVm | undefined {
    return this.vms.get(vm);
  }

  /** How often a VM's address changed since the proxy started, from one known address to another, over stops too. */
  addressChanges(vm: string): number {
    return this.addressesByVm.get(vm)?.changes ?? 0;
  }
  /** Frames asked since the proxy started, by how they ended. */
  frames(): { readonly answered: number; readonly failed: number } {
    return { answered: this.framesAnswered, failed: this.framesFailed };
  }

  /** The clusters that are watched, in the configuration's order. */
  clusters(): readonly ClusterState[] {
    return this.watched;
  }
  setClusters(clusters: readonly ClusterState[]): void {
    this.watched = clusters;
  }
  /** The cluster one of whose nodes has a VM's name or, else, its address; null when none has, or several. */
  clusterOf({ name, address }: { readonly name: string; readonly address: string | null }): string | null {
    const named = this.watched.filter(({ view }) => view.nodes.has(name));
    if (named.length > 0 || address === null) return named.length === 1 ? (named[0]?.name ?? null) : null;
    const addressed = this.watched.filter(({ view }) => [...view.nodes.values()].some(({ addresses }) => addresses.includes(address)));
    return addressed.length === 1 ? (addressed[0]?.name ?? null) : null;
  }
  /** Which VM a cluster's node is, and which node a VM is. */
  joinOf(cluster: ClusterState): VmJoin {
    return joinVms(
      [...cluster.view.nodes.values()],
      this.all().map(({ vm }) => vm),
    );
  }

  /** Everything that is wrong now, the proxy's own and the inventory's first. */
  problems(): Problem[] {
    return [
      ...this.ownProblems.values(),
      ...this.inventoryProblems,
      ...this.watched.flatMap((cluster) => cluster.problems()),
      ...this.all().flatMap(({ guest }) => guest.problems()),
    ];
  }

  /** Someone looks at a VM's processes; the cycle reads them for the next minute. */
  wantProcesses(vm: string): void {
    this.processesWantedUntil.set(vm, this.now() + PROCESSES_WANTED_MS);
  }
  processesWanted(vm: string): boolean {
    return (this.processesWantedUntil.get(vm) ?? 0) > this.now();
  }
}
