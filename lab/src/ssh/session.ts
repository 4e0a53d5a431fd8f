import type { ServerChannel, Session } from 'ssh2';
import type { Guest } from '../guest/guest.ts';
import { ChannelShell, type ChannelOutput } from './channelShell.ts';
import { Outbox } from './outbox.ts';
import { Terminal } from './terminal.ts';
import { spoil, type Wire } from './wire.ts';

export interface SessionContext {
  readonly guest: Guest;
  readonly wire: Wire;
  readonly now: () => number;
  readonly nextPid: () => number;
  /** Ends the whole connection once what was written is sent. */
  readonly cut: () => void;
}

/** A session that a fault can freeze, and that its connection closes. */
export interface OpenSession {
  hold(held: boolean): void;
  close(): void;
}

/** Lets the half that was sent arrive: OpenSSH drops what it has not printed when the connection ends. */
const CUT_AFTER_MS = 100;
const ACCEPTED_VARIABLES = /^(?:LANG|LC_\w+|COLORTERM)$/;

/** Serves one session channel: environment, terminal, then one command or an interactive shell, as sshd does. */
export function serveSession(session: Session, context: SessionContext): OpenSession {
  const outbox = new Outbox();
  const environment = new Map([
    ['HOME', '/home/admin'],
    ['USER', 'admin'],
    ['LOGNAME', 'admin'],
    ['SHELL', '/bin/bash'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['PWD', '/home/admin'],
    ['LANG', 'C.UTF-8'],
  ]);
  let terminal: Terminal | null = null;
  outbox.hold(context.wire.hung);
  session.on('env', (accept, reject, { key, val }) => {
    if (!ACCEPTED_VARIABLES.test(key)) {
      reject?.();
      return;
    }
    environment.set(key, val);
    accept?.();
  });
  session.on('pty', (accept, _reject, info) => {
    terminal = new Terminal();
    environment.set('TERM', 'term' in info && typeof info.term === 'string' ? info.term : 'xterm');
    accept?.();
  });
  session.on('window-change', (accept) => accept?.());
  const run = (channel: ServerChannel, command: string | null): void =>
    runChannel({ channel, command, terminal, environment, outbox, context });
  session.on('exec', (accept, _reject, { command }) => run(accept(), command));
  session.on('shell', (accept) => run(accept(), null));
  session.on('subsystem', (_accept, reject) => reject());
  session.on('close', () => outbox.close());
  return { hold: (held) => outbox.hold(held), close: () => outbox.close() };
}

interface Channel {
  readonly channel: ServerChannel;
  readonly command: string | null;
  readonly terminal: Terminal | null;
  readonly environment: ReadonlyMap<string, string>;
  readonly outbox: Outbox;
  readonly context: SessionContext;
}

function runChannel({ channel, command, terminal, environment, outbox, context }: Channel): void {
  const { guest, wire } = context;
  const interactive = command === null;
  const prompts = interactive && terminal !== null;
  const put = (delayMs: number, deliver: () => void): void => outbox.put({ delayMs: delayMs + wire.slowMs, deliver });
  const prompt = (continues: boolean): void => put(0, () => channel.write(continues ? '> ' : `admin@${guest.spec.name}:~$ `));
  const output: ChannelOutput = {
    write: (stream, text, sleptMs) =>
      put(sleptMs, () => {
        if (terminal) channel.write(Terminal.show(text));
        else if (stream === 'err') channel.stderr.write(text);
        else {
          const { data, cut } = spoil(wire, text);
          if (cut) outbox.close();
          channel.write(data, () => cut && setTimeout(context.cut, CUT_AFTER_MS));
        }
      }),
    idle: (state) => prompts && prompt(state === 'continues'),
    end: (status, sleptMs) =>
      put(sleptMs, () => {
        channel.exit(status);
        channel.end();
      }),
  };
  const flavour = prompts ? 'bash-interactive' : 'bash';
  const shell = new ChannelShell({ guest, now: context.now, pid: context.nextPid(), environment, flavour }, output);
  const typed = (text: string): void => {
    for (const step of terminal?.type(text) ?? []) {
      if (step.echo !== '') put(0, () => channel.write(step.echo));
      if (step.line !== undefined) shell.feed(step.line);
      if (step.interrupted && prompts) prompt(false);
      if (step.interrupted && !interactive) output.end(130, 0);
      if (step.end) shell.feedEnd();
    }
  };
  channel.on('data', (data: Buffer) => (terminal ? typed(data.toString('utf8')) : shell.feed(data.toString('utf8'))));
  channel.on('end', () => shell.feedEnd());
  channel.on('error', () => outbox.close());
  if (prompts) put(0, () => channel.write(`Welcome to Ubuntu 24.04.3 LTS (GNU/Linux 6.8.0-86-generic aarch64)\r\n\r\n`));
  if (command === null) shell.interact();
  else shell.exec(command);
}
