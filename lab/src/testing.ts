import { makeFleet } from './fleet.ts';
import { Guest } from './guest/guest.ts';
import { GuestHost } from './guestHost.ts';
import { parseScript } from './shell/parser.ts';
import { ShellSyntaxError } from './shell/errors.ts';
import { runToEnd } from './shell/evaluate.ts';
import { Shell } from './shell/shell.ts';
import { Sink, Source } from './shell/streams.ts';

export const NOON_MS = Date.UTC(2026, 2, 10, 12);

/** A guest of the reference lab, for tests. */
export function guestNamed(name: string, seed = 1): Guest {
  const spec = makeFleet().find((each) => each.name === name);
  if (!spec) throw new Error(`the reference lab has no ${name}`);
  return new Guest(spec, seed);
}

/** Runs a script in a guest's shell, as `sh -c` does. */
export function runScript(script: string, guest = guestNamed('dev-worker1'), atMs = NOON_MS): { out: string; err: string; status: number } {
  const [out, err] = [new Sink(), new Sink()];
  const shell = new Shell(new GuestHost(guest, () => atMs), 4242, [new Source(''), out, err]);
  shell.export('HOME', '/home/admin');
  shell.export('USER', 'admin');
  try {
    const status = runToEnd(shell, parseScript(script));
    return { out: out.text, err: err.text, status };
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    return { out: out.text, err: error.message, status: 2 };
  }
}
