/** Flows that nobody looks at wait in their streams; whoever reads them says so first. */
export interface FlowDemand {
  /** Someone looks, and may look again: for a minute flows are taken in twice a second. Resolves when none is older than that. */
  want(): Promise<void>;
  /** Resolves when all flows that came until now are taken in. */
  takeIn(): Promise<void>;
}

/** Where flows are taken in as they come. */
export const NOTHING_WAITS: FlowDemand = { want: () => Promise.resolve(), takeIn: () => Promise.resolve() };
