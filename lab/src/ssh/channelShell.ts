import { BecomeShell } from '../commands/run.ts';
import { GuestHost } from '../guestHost.ts';
import type { Guest } from '../guest/guest.ts';
import type { List } from '../shell/ast.ts';
import { IncompleteScript, ShellSyntaxError } from '../shell/errors.ts';
import { RunawayScript, runList, runText, runToEnd } from '../shell/evaluate.ts';
import { STEPS_PER_LINE } from '../shell/host.ts';
import { parseLine, parseScript, type ParsedLine } from '../shell/parser.ts';
import { Shell, ShellFailure, Unwinding, type Flavour } from '../shell/shell.ts';
import { ChannelInput, Forward, NeedsInput } from '../shell/streams.ts';

/** What a channel's shell says. `sleptMs` is how long after its input it would have said so. */
export interface ChannelOutput {
  write(stream: 'out' | 'err', text: string, sleptMs: number): void;
  /** After all that the input so far caused: `ready` for more, or `continues` inside an unfinished construct. */
  idle(state: 'ready' | 'continues'): void;
  end(status: number, sleptMs: number): void;
}

export interface ChannelStart {
  readonly guest: Guest;
  readonly now: () => number;
  readonly pid: number;
  readonly environment: ReadonlyMap<string, string>;
  readonly flavour: Flavour;
}

const KILLED = 137;
const SEGMENTATION_FAULT = 139;
/** By the text that was read: a thousand guests are sent the same script, and share what it was parsed to. */
const parsedLines = new Map<string, ParsedLine>();
const CACHED_CHARS = 8000;

/** The shell at the other end of a channel: runs `exec`'s command, or a script that arrives piece by piece. */
export class ChannelShell {
  private readonly host: GuestHost;
  private readonly input = new ChannelInput();
  private readonly output: ChannelOutput;
  private readonly start: ChannelStart;
  /** Shells that read this input; the last one reads now. */
  private readonly shells: Shell[] = [];
  private command: string | null = null;
  private ended = false;

  constructor(start: ChannelStart, output: ChannelOutput) {
    this.start = start;
    this.output = output;
    this.host = new GuestHost(start.guest, start.now);
  }

  /** Runs a command as the user's login shell does; `sh` in it goes on reading the channel. */
  exec(command: string): void {
    this.command = command;
    this.pump();
  }

  /** Reads the channel as a shell. */
  interact(): void {
    this.shells.push(this.newShell());
    this.pump();
  }

  feed(text: string): void {
    this.input.pending += text;
    this.pump();
  }

  feedEnd(): void {
    this.input.ended = true;
    this.pump();
  }

  private newShell(): Shell {
    const write = (stream: 'out' | 'err') => new Forward((text) => this.pieces.push({ stream, text, sleptMs: this.host.meter.sleptMs }));
    const shell = new Shell(this.host, this.start.pid, [this.input, write('out'), write('err')]);
    for (const [name, value] of this.start.environment) shell.export(name, value);
    shell.flavour = this.start.flavour;
    shell.name = shell.flavour === 'dash' ? 'sh' : 'bash';
    return shell;
  }

  private pieces: { stream: 'out' | 'err'; text: string; sleptMs: number }[] = [];

  private pump(): void {
    if (this.ended) return;
    this.host.freeze();
    if (this.command !== null && !this.runCommand(this.command)) return;
    for (;;) {
      const shell = this.shells.at(-1);
      if (!shell || this.ended) return;
      const { pending, ended } = this.input;
      if (pending === '' && ended) {
        this.leave(this.guarded(shell, () => runToEnd(shell, [])) ?? shell.status);
        continue;
      }
      const parsed = this.parse(shell, pending, ended);
      if (parsed === null) break;
      this.input.pending = pending.slice(parsed.end);
      if (!this.runLine(shell, parsed, pending)) break;
    }
    this.flush();
    if (!this.ended) this.output.idle(this.input.pending === '' ? 'ready' : 'continues');
  }

  /** False while the command waits for the end of its input. */
  private runCommand(command: string): boolean {
    const { pending } = this.input;
    const shell = this.newShell();
    let list: List;
    try {
      list = parseScript(command);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      shell.complain(error.message);
      this.finish(2);
      return false;
    }
    try {
      const status = this.guarded(shell, () => runToEnd(shell, list));
      this.finish(status ?? shell.status);
      return false;
    } catch (error) {
      if (error instanceof NeedsInput) {
        this.pieces = [];
        this.input.pending = pending;
        return false;
      }
      if (!(error instanceof BecomeShell)) throw error;
      this.command = null;
      this.shells.push(error.shell);
      return true;
    }
  }

  private parse(shell: Shell, text: string, whole: boolean): ParsedLine | null {
    const known = parsedLines.get(text);
    if (known) return known;
    try {
      const parsed = parseLine(text, 0, 1, whole);
      if (text.length < CACHED_CHARS && !whole) {
        if (parsedLines.size > 200) parsedLines.clear();
        parsedLines.set(text, parsed);
      }
      return parsed;
    } catch (error) {
      if (error instanceof IncompleteScript && !whole) return null;
      if (!(error instanceof ShellSyntaxError || error instanceof IncompleteScript)) throw error;
      shell.complain(error instanceof ShellSyntaxError ? error.message : 'Syntax error: end of file unexpected');
      // A script ends at its first syntax error; a person goes on with the next line.
      this.input.pending = shell.flavour === 'bash-interactive' ? text.slice(text.indexOf('\n') + 1 || text.length) : '';
      if (shell.flavour !== 'bash-interactive') this.leave(2);
      return null;
    }
  }

  /** False when the line must wait for more input, or ended the session. */
  private runLine(shell: Shell, parsed: ParsedLine, before: string): boolean {
    this.host.meter.stepsLeft = STEPS_PER_LINE;
    const said = this.pieces.length;
    try {
      const status = this.guarded(shell, () => runList(shell, parsed.list));
      if (status !== null && status !== shell.status) shell.status = status;
      return true;
    } catch (error) {
      if (error instanceof NeedsInput) {
        this.pieces.length = said;
        this.input.pending = before;
        return false;
      }
      if (error instanceof BecomeShell) {
        this.shells.push(error.shell);
        return true;
      }
      if (!(error instanceof Unwinding)) throw error;
      const { what } = error;
      if (what.unwind !== 'exit') return true;
      this.leave(this.exitStatus(shell, what.status));
      return !this.ended;
    }
  }

  private exitStatus(shell: Shell, status: number): number {
    const { exitTrap } = shell;
    if (exitTrap === null) return status;
    shell.exitTrap = null;
    this.guarded(shell, () => runText(shell, exitTrap));
    return status;
  }

  /** Runs with the ends that a script may find: a failure of the shell, a kill. Null when the shell can go on. */
  private guarded(shell: Shell, work: () => number): number | null {
    try {
      return work();
    } catch (error) {
      if (error instanceof RunawayScript || error instanceof RangeError) {
        const status = error instanceof RunawayScript ? KILLED : SEGMENTATION_FAULT;
        this.shells.length = 0;
        this.finish(status);
        return status;
      }
      if (error instanceof ShellSyntaxError) shell.line = error.line;
      else if (!(error instanceof ShellFailure)) throw error;
      shell.complain(error.message);
      shell.status = 2;
      if (shell.flavour !== 'bash-interactive') this.leave(2);
      return null;
    }
  }

  /** The reading shell ends; the one that started it reads on. */
  private leave(status: number): void {
    if (this.ended) return;
    this.shells.pop();
    const outer = this.shells.at(-1);
    if (outer) outer.status = status;
    else this.finish(status);
  }

  private finish(status: number): void {
    if (this.ended) return;
    this.flush();
    this.ended = true;
    this.output.end(status, this.host.meter.sleptMs);
  }

  /** Hands over what was said, neighbours of one stream and moment as one piece: a frame is one packet. */
  private flush(): void {
    const { pieces } = this;
    this.pieces = [];
    let at = 0;
    while (at < pieces.length) {
      const first = pieces[at];
      if (!first) break;
      let text = '';
      for (; pieces[at]?.stream === first.stream && pieces[at]?.sleptMs === first.sleptMs; at++) text += pieces[at]?.text ?? '';
      this.output.write(first.stream, text, first.sleptMs);
    }
  }
}
