import { printOut, type Builtin } from './builtin.ts';

/** `0m0.010000s`, as dash prints it; bash has three decimals. */
const clock = (seconds: number, decimals: number): string => `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(decimals)}s`;

/** The shell's own user and system time, then its children's: kernels count in hundredths. */
const times: Builtin = (shell) => {
  const { ownSeconds, childSeconds } = shell.meter;
  const decimals = shell.flavour === 'dash' ? 6 : 3;
  const tick = (seconds: number): number => Math.floor(seconds * 100) / 100;
  const line = (seconds: number): string => `${clock(tick(seconds * 0.6), decimals)} ${clock(tick(seconds * 0.4), decimals)}\n`;
  printOut(shell, line(ownSeconds) + line(childSeconds));
  return 0;
};

const trap: Builtin = (shell, args) => {
  const [action, ...signals] = args;
  if (signals.some((signal) => signal === 'EXIT' || signal === '0')) shell.exitTrap = action === '-' ? null : (action ?? null);
  return 0;
};

const umask: Builtin = (shell, args) => {
  if (args.length === 0) printOut(shell, '0002\n');
  return 0;
};

const ulimit: Builtin = (shell, args) => {
  if (args.length < 2) printOut(shell, args[0] === '-n' ? '1024\n' : 'unlimited\n');
  return 0;
};

/** Signals reach nothing that lives: jobs have ended, and a guest's processes are its simulation's. */
const kill: Builtin = (shell, args) => {
  const pid = args.find((arg) => /^\d+$/.test(arg));
  if (pid !== undefined && shell.host.exists(`/proc/${pid}`)) return 0;
  shell.complain('kill: No such process');
  return 1;
};

const nothing: Builtin = () => 0;

export const jobBuiltins: Readonly<Record<string, Builtin>> = {
  times,
  trap,
  umask,
  ulimit,
  kill,
  wait: nothing,
  jobs: nothing,
  hash: nothing,
  stty: nothing,
  alias: nothing,
};
