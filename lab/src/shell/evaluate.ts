import type { AndOr, Command, Compound, List, Pipeline, Redirection, SimpleCommand } from './ast.ts';
import { BUILTINS } from './builtins.ts';
import { ShellSyntaxError } from './errors.ts';
import { Expander } from './expand.ts';
import { parseScript } from './parser.ts';
import { patternToRegExp } from './pattern.ts';
import { redirect } from './redirect.ts';
import { ShellFailure, Unwinding, type Shell, type Variable } from './shell.ts';
import { Sink, Source, type Descriptor } from './streams.ts';

/** CPU seconds that a started program costs a guest, and a builtin: what `times` and `/proc/PID/stat` then show. */
const PROGRAM_SECONDS = 0.0008;
const BUILTIN_SECONDS = 0.000_01;

/** Ends a script that runs away: an endless loop would stop every other guest too. */
export class RunawayScript extends Error {}

export const expander: Expander = new Expander((shell, list) => {
  const sink = new Sink();
  const child = shell.subshell([shell.descriptors[0], sink, shell.descriptors[2]]);
  shell.status = runToEnd(child, list);
  return sink.text.replace(/\n+$/, '');
});

/** Runs a list in a shell of its own to its end: `exit` ends it, and its exit trap runs. Returns the status. */
export function runToEnd(shell: Shell, list: List): number {
  let status = guarded(shell, () => runList(shell, list));
  const trap = shell.exitTrap;
  if (trap !== null) {
    shell.exitTrap = null;
    shell.status = status;
    status = guarded(shell, () => {
      runText(shell, trap);
      return status;
    });
  }
  return status;
}

function guarded(shell: Shell, work: () => number): number {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unwinding)
      return error.what.unwind === 'exit' || error.what.unwind === 'return' ? error.what.status : shell.status;
    if (error instanceof ShellFailure || error instanceof ShellSyntaxError) {
      if (error instanceof ShellSyntaxError) shell.line = error.line;
      shell.complain(error.message);
      return 2;
    }
    throw error;
  }
}

/** Runs text in this very shell, as `eval` and `.` do. */
export function runText(shell: Shell, text: string): number {
  return runList(shell, parseScript(text, shell.line));
}

export function runList(shell: Shell, list: List): number {
  for (const item of list) shell.status = item.background ? runBackground(shell, item) : runAndOr(shell, item);
  return shell.status;
}

function runAndOr(shell: Shell, item: AndOr): number {
  const last = item.steps.length - 1;
  item.steps.forEach((step, index) => {
    if (index > 0 && (step.operator === '&&') !== (shell.status === 0)) return;
    const tested = index < last || step.pipeline.negated;
    if (tested) shell.conditionDepth++;
    try {
      shell.status = runPipeline(shell, step.pipeline);
    } finally {
      if (tested) shell.conditionDepth--;
    }
    if (!tested && shell.status !== 0 && shell.exitOnError && shell.conditionDepth === 0) {
      throw new Unwinding({ unwind: 'exit', status: shell.status });
    }
  });
  return shell.status;
}

/** A job runs at once and to its end, on a clock of its own: what it prints is there as soon as it would be. */
function runBackground(shell: Shell, item: AndOr): number {
  const { sleptMs } = shell.meter;
  const job = shell.subshell([new Source(''), ...shell.descriptors.slice(1)]);
  shell.lastBackgroundPid = shell.pid + 1 + (shell.lastBackgroundPid % 1000);
  runToEnd(job, [{ ...item, background: false }]);
  shell.meter.sleptMs = sleptMs;
  return 0;
}

function runPipeline(shell: Shell, { commands, negated }: Pipeline): number {
  const [only] = commands;
  let status = 0;
  if (commands.length === 1 && only) status = runCommand(shell, only);
  else {
    let input: Descriptor | undefined = shell.descriptors[0];
    commands.forEach((command, index) => {
      const last = index === commands.length - 1;
      const sink = new Sink();
      const child = shell.subshell([input, last ? shell.descriptors[1] : sink, ...shell.descriptors.slice(2)]);
      status = runToEnd(child, [{ steps: [{ operator: '&&', pipeline: { negated: false, commands: [command] } }], background: false }]);
      input = new Source(sink.text);
    });
  }
  return negated ? (status === 0 ? 1 : 0) : status;
}

function runCommand(shell: Shell, command: Command): number {
  if (--shell.meter.stepsLeft < 0) throw new RunawayScript();
  switch (command.kind) {
    case 'simple':
      return runSimple(shell, command);
    case 'function':
      shell.functions.set(command.name, command.body);
      return 0;
    case 'compound':
      return withRedirections(shell, command.redirections, () => runCompound(shell, command.what));
  }
}

function runCompound(shell: Shell, what: Compound): number {
  switch (what.kind) {
    case 'group':
      return runList(shell, what.body);
    case 'subshell':
      return runToEnd(shell.subshell(), what.body);
    case 'if': {
      for (const branch of what.branches) if (runCondition(shell, branch.when) === 0) return runList(shell, branch.then);
      shell.status = 0;
      return what.otherwise ? runList(shell, what.otherwise) : 0;
    }
    case 'for': {
      const values = what.words ? expander.toFields(what.words, shell) : shell.positional;
      let at = 0;
      return runLoop(shell, what.body, () => {
        const value = values[at++];
        if (value === undefined) return false;
        shell.set(what.name, value);
        return true;
      });
    }
    case 'while':
      return runLoop(shell, what.body, () => (runCondition(shell, what.when) === 0) !== what.until);
    case 'case': {
      const subject = expander.toText(what.subject, shell);
      const branch = what.branches.find(({ patterns }) =>
        patterns.some((pattern) => patternToRegExp(expander.toPattern(pattern, shell)).test(subject)),
      );
      shell.status = 0;
      return branch ? runList(shell, branch.body) : 0;
    }
  }
}

function runCondition(shell: Shell, list: List): number {
  shell.conditionDepth++;
  try {
    return runList(shell, list);
  } finally {
    shell.conditionDepth--;
  }
}

function runLoop(shell: Shell, body: List, next: () => boolean): number {
  let status = 0;
  shell.loopDepth++;
  try {
    for (;;) {
      if (--shell.meter.stepsLeft < 0) throw new RunawayScript();
      try {
        if (!next()) return status;
        status = runList(shell, body);
      } catch (error) {
        if (!(error instanceof Unwinding)) throw error;
        const { what } = error;
        if (what.unwind !== 'break' && what.unwind !== 'continue') throw error;
        if (what.levels > 1 && shell.loopDepth > 1) throw new Unwinding({ ...what, levels: what.levels - 1 });
        status = 0;
        if (what.unwind === 'break') return status;
      }
    }
  } finally {
    shell.loopDepth--;
  }
}

function runSimple(shell: Shell, command: SimpleCommand): number {
  shell.line = command.line;
  const before = shell.status;
  const fields = expander.toFields(command.words, shell);
  const [name] = fields;
  if (name === undefined) {
    // `x=$(false)` has the status of its last substitution; without one it is 0.
    const substitutes = command.assignments.some(({ value }) => value.parts.some((part) => part.kind === 'command'));
    return withRedirections(shell, command.redirections, () => {
      for (const { name: variable, value } of command.assignments) shell.set(variable, expander.toText(value, shell));
      return substitutes || command.words.length > 0 ? shell.status : 0;
    });
  }
  shell.status = before;
  const scoped = command.assignments.map(({ name: variable, value }) => ({ variable, value: expander.toText(value, shell) }));
  return withRedirections(shell, command.redirections, () => {
    if (scoped.length === 0) return runFields(shell, fields);
    const saved = scoped.map(({ variable }): [string, Variable | undefined] => {
      const known = shell.variables.get(variable);
      return [variable, known && { ...known }];
    });
    for (const { variable, value } of scoped) shell.export(variable, value);
    try {
      return runFields(shell, fields);
    } finally {
      // An assignment before a special builtin stays (XCU 2.14); before anything else it ends with the command.
      if (!SPECIAL.has(name)) restore(shell, saved);
    }
  });
}

const SPECIAL = new Set([':', '.', 'eval', 'export', 'set', 'unset', 'readonly', 'shift', 'exec', 'trap']);

function restore(shell: Shell, saved: readonly [string, Variable | undefined][]): void {
  for (const [name, variable] of saved) {
    if (variable) shell.variables.set(name, variable);
    else shell.variables.delete(name);
  }
}

/** Runs a command that is already words: a function, a builtin or a program, in this order. */
export function runFields(shell: Shell, fields: readonly string[], functions = true): number {
  const [name = '', ...args] = fields;
  const body = functions ? shell.functions.get(name) : undefined;
  if (body) return runFunction(shell, body, args);
  const builtin = BUILTINS.get(name);
  if (builtin) {
    shell.meter.ownSeconds += BUILTIN_SECONDS;
    return builtin(shell, args);
  }
  return runProgram(shell, name, args);
}

/** Runs an external command. 127 when there is none. */
export function runProgram(shell: Shell, name: string, args: readonly string[]): number {
  const program = shell.host.command(name);
  if (!program) {
    const missing = name.includes('/') ? 'No such file or directory' : 'command not found';
    if (shell.flavour === 'dash') shell.complain(`${name}: not found`);
    else if (shell.flavour === 'bash-interactive' && !name.includes('/')) shell.descriptors[2]?.write(`${name}: command not found\n`);
    else shell.complain(`${name}: ${missing}`);
    return 127;
  }
  shell.meter.childSeconds += PROGRAM_SECONDS;
  const [input = NOTHING, out = NOTHING, err = NOTHING] = shell.descriptors;
  return program({ shell, host: shell.host, name, args, in: input, out, err });
}

const NOTHING = new Source('');

function runFunction(shell: Shell, body: Command, args: readonly string[]): number {
  const { positional, locals, loopDepth } = shell;
  shell.positional = args;
  shell.locals = null;
  shell.loopDepth = 0;
  try {
    return runCommand(shell, body);
  } catch (error) {
    if (error instanceof Unwinding && error.what.unwind === 'return') return error.what.status;
    throw error;
  } finally {
    restore(shell, shell.takeLocals());
    shell.positional = positional;
    shell.locals = locals;
    shell.loopDepth = loopDepth;
  }
}

function withRedirections(shell: Shell, redirections: readonly Redirection[], work: () => number): number {
  if (redirections.length === 0) return work();
  const before = shell.descriptors;
  const opened = redirect(shell, redirections, expander);
  if (!opened) return shell.flavour === 'dash' ? 2 : 1;
  shell.descriptors = opened;
  try {
    return work();
  } finally {
    // `exec 2>&1` keeps what it opened: it replaces the array itself.
    if (shell.descriptors === opened) shell.descriptors = before;
  }
}
