import type { ClusterContext } from '../context.ts';
import type { Machine } from './machine.ts';
import { toNode, withHealth, type NodeHealth } from './nodeObject.ts';
import { evictFromNode, markPodsUnready, withTrouble } from './troubles.ts';

const RESOURCE = 'core/nodes';
/** Kubelets that have nothing new to say post their status so often. */
const STATUS_PERIOD_MS = 300_000;
/** How long the node controller waits for a silent kubelet, and how long a booting VM takes until its kubelet posts. */
const GRACE_MS = 40_000;
const BOOT_MS = 8000;

interface NodeState {
  readonly machine: Machine;
  readonly index: number;
  readonly addresses: Map<string, string>;
  powered: boolean;
  /** Held at not ready by a fault, though the VM runs. */
  broken: boolean;
  health: NodeHealth;
  cancel: () => void;
  readonly waiting: Set<() => void>;
}

/** The nodes of a cluster: each is a VM, posts its status, and gets into trouble with it. */
export class ClusterNodes {
  /** Told when a node has power again; `booted` false for a VM that only slept. */
  onWake: (node: string, booted: boolean) => void = () => undefined;
  private readonly context: ClusterContext;
  private readonly states = new Map<string, NodeState>();

  constructor(context: ClusterContext) {
    this.context = context;
  }

  get machines(): Machine[] {
    return [...this.states.values()].map(({ machine }) => machine);
  }

  add(machine: Machine, maxPods?: number): void {
    const index = this.states.size;
    const state: NodeState = {
      machine,
      index,
      addresses: new Map(),
      powered: true,
      broken: false,
      health: 'ready',
      cancel: () => undefined,
      waiting: new Set(),
    };
    this.states.set(machine.name, state);
    this.context.store.put(RESOURCE, withHealth(toNode(machine, index, maxPods), machine, 'ready', this.context.agenda.now()));
  }

  /** Each node's first status falls into its own part of the period. */
  startHeartbeats(): void {
    let part = 0;
    for (const state of this.states.values()) this.beatLater(state, (STATUS_PERIOD_MS / this.states.size) * ++part);
  }

  has(node: string): boolean {
    return this.states.has(node);
  }

  isPowered = (node: string): boolean => this.states.get(node)?.powered ?? false;

  /** Does the work when the node has power again. */
  whenPowered(node: string, work: () => void): () => void {
    const state = this.states.get(node);
    state?.waiting.add(work);
    return () => state?.waiting.delete(work);
  }

  /** Where a pod gets its place: its own address in the node's part of the pod network, or the node's. */
  admit(node: string, uid: string, hostNetwork: boolean): { address: string; hostAddress: string } {
    const state = this.states.get(node);
    if (!state) return { address: '', hostAddress: '' };
    const hostAddress = state.machine.address();
    if (hostNetwork) return { address: hostAddress, hostAddress };
    const taken = new Set(state.addresses.values());
    for (let host = 2; ; host++) {
      const address = `${state.machine.podPrefix}.${state.index}.${host}`;
      if (taken.has(address)) continue;
      state.addresses.set(uid, address);
      return { address, hostAddress };
    }
  }

  release(node: string, uid: string): void {
    this.states.get(node)?.addresses.delete(uid);
  }

  /** The VM was stopped, started, or has another address. */
  machineChanged(node: string, booted: boolean): void {
    const state = this.states.get(node);
    if (!state) return;
    const running = state.machine.isRunning();
    if (running === state.powered) {
      if (running) this.post(state);
      return;
    }
    state.cancel();
    if (running) {
      state.cancel = this.context.agenda.after(booted ? BOOT_MS : 1000, () => this.powerUp(state, booted));
      return;
    }
    state.powered = false;
    state.cancel = this.context.agenda.after(GRACE_MS, () => this.turn(state, 'silent'));
  }

  /** The VM restarts, sooner than anybody misses it: the containers begin anew. */
  machineRebooted(node: string): void {
    const state = this.states.get(node);
    if (!state?.powered) return;
    state.cancel();
    state.powered = false;
    state.cancel = this.context.agenda.after(BOOT_MS, () => this.powerUp(state, true));
  }

  /** The fault `node-not-ready` and its end. */
  setBroken(node: string, broken: boolean): void {
    const state = this.states.get(node);
    if (!state || state.broken === broken) return;
    state.broken = broken;
    if (state.powered) this.turn(state, broken ? 'not-ready' : 'ready');
  }

  troubles(): string[] {
    return [...this.states.values()].filter(({ health }) => health !== 'ready').map(({ machine, health }) => `${machine.name} ${health}`);
  }

  private powerUp(state: NodeState, booted: boolean): void {
    state.powered = true;
    this.turn(state, state.broken ? 'not-ready' : 'ready');
    this.beatLater(state, STATUS_PERIOD_MS);
    this.onWake(state.machine.name, booted);
    const waiting = [...state.waiting];
    state.waiting.clear();
    for (const work of waiting) work();
  }

  private turn(state: NodeState, health: NodeHealth): void {
    const { events, store } = this.context;
    const { name } = state.machine;
    const before = state.health;
    state.health = health;
    this.post(state);
    if (before === health) return;
    const node = store.get(RESOURCE, name);
    if (node) {
      const [source, reason] = health === 'ready' ? [`kubelet@${name}`, 'NodeReady'] : ['node-controller', 'NodeNotReady'];
      events.normal(node, source, reason, `Node ${name} status is now: ${reason}`);
    }
    if (health === 'ready') {
      this.onWake(name, false);
      return;
    }
    markPodsUnready(this.context, name);
    evictFromNode(this.context, name, () => state.health !== 'ready');
  }

  private post(state: NodeState): void {
    const { store, agenda } = this.context;
    const node = store.get(RESOURCE, state.machine.name);
    if (!node) return;
    const nowMs = agenda.now();
    store.put(RESOURCE, withTrouble(withHealth(node, state.machine, state.health, nowMs), state.health, nowMs));
  }

  private beatLater(state: NodeState, delayMs: number): void {
    state.cancel = this.context.agenda.after(delayMs, () => {
      if (!state.powered) return;
      this.post(state);
      this.beatLater(state, STATUS_PERIOD_MS);
    });
  }
}
