import { jobBuiltins } from './builtins/jobs.ts';
import { controlBuiltins } from './builtins/control.ts';
import { outputBuiltins } from './builtins/output.ts';
import { variableBuiltins } from './builtins/variables.ts';
import type { Builtin } from './builtins/builtin.ts';

/** Every builtin by its name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({ ...outputBuiltins, ...variableBuiltins, ...controlBuiltins, ...jobBuiltins }),
);
