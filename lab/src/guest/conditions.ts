/** A time in which a VM's CPU load was held at a level. Times are epoch ms; `toMs` is Infinity while it lasts. */
export interface HeldLoad {
  readonly fromMs: number;
  toMs: number;
  /** Busy share of all CPUs, 0 to 0.95. */
  readonly busy: number;
}

/** What faults changed inside a guest. */
export interface Conditions {
  rebootedAtMs: number | null;
  readonly heldLoads: HeldLoad[];
  diskFull: boolean;
  hasSs: boolean;
  hasPressure: boolean;
  hasSudo: boolean;
  readonly openedPorts: Set<number>;
  readonly closedPorts: Set<number>;
}

export const newConditions = (): Conditions => ({
  rebootedAtMs: null,
  heldLoads: [],
  diskFull: false,
  hasSs: true,
  hasPressure: true,
  hasSudo: true,
  openedPorts: new Set(),
  closedPorts: new Set(),
});
