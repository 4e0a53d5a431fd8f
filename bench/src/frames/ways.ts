import { controlMaster } from './controlMaster.ts';
import { freshConnection } from './freshConnection.ts';
import { keptExecs } from './keptExecs.ts';
import { ourFrame } from './ourFrame.ts';
import { BATCH, FIVE_COMMANDS, type Way } from './way.ts';

const PERIODS = { guests: 5000, ports: 15_000, disks: 30_000 };

/** The ways that stand side by side, by the name in the table. */
export const WAYS: Readonly<Record<string, () => Way>> = {
  'our frame': () => ourFrame(PERIODS),
  'our frame, all due': () => ourFrame({ guests: 5000, ports: 5000, disks: 5000 }),
  'five execs': () => keptExecs(FIVE_COMMANDS),
  'one batched exec': () => keptExecs([BATCH]),
  'fresh connection': freshConnection,
  ControlMaster: controlMaster,
};
