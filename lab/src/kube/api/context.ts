import type { KubeConditions } from '../conditions.ts';
import type { KubeHooks } from '../hooks.ts';
import type { MemoryStore } from '../store/memoryStore.ts';

/** What every part of one API server needs. */
export interface KubeContext {
  readonly store: MemoryStore;
  readonly hooks: KubeHooks;
  readonly conditions: () => KubeConditions;
  /** The server's clock, epoch ms, with its skew. */
  readonly now: () => number;
  readonly bookmarkEveryMs: number;
  /** The bearer token of a user; undefined for one that cannot log in. */
  readonly tokenOf: (user: string) => string | undefined;
  readonly version: ServerVersion;
}

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}
