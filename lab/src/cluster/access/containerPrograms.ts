import type { Program } from '../../shell/host.ts';

/** A container's name is its pod's. */
export const hostname: Program = (run) => {
  run.out.write(`${run.host.hostname}\n`);
  return 0;
};
