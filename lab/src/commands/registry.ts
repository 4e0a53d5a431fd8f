import { df } from './df.ts';
import { filePrograms } from './files.ts';
import { free } from './free.ts';
import { head, tail } from './headTail.ts';
import type { GuestProgram } from './program.ts';
import { ps } from './ps.ts';
import { runPrograms } from './run.ts';
import { ss } from './ss.ts';
import { systemPrograms } from './system.ts';
import { textPrograms } from './text.ts';
import { top } from './top.ts';

/** Every program a guest has. */
export const PROGRAMS: ReadonlyMap<string, GuestProgram> = new Map(
  Object.entries({ ...textPrograms, ...filePrograms, ...systemPrograms, ...runPrograms, head, tail, df, free, ss, ps, top }),
);
