import type { Stage } from './stage.ts';
import type { WorldWorkload } from './world.ts';

/** Something that is spoken about again and again. `weight` is its share at usual load; `workload` whose load multiplies it. */
export interface Topic {
  readonly weight: number;
  readonly workload?: WorldWorkload;
  speak(stage: Stage, atMs: number): void;
}
