import { PROGRAMS } from './commands/registry.ts';
import { PROGRAM_DIRECTORIES } from './files/programs.ts';
import { fileExists, isVirtualDirectory, listDirectory, readVirtualFile, writeVirtualFile } from './files/tree.ts';
import type { Guest } from './guest/guest.ts';
import { newMeter, type Host, type Meter, type Program } from './shell/host.ts';

/** A guest as one session's shells see it. Its clock stands still while a line runs, so that a frame is of one moment. */
export class GuestHost implements Host {
  readonly hostname: string;
  readonly meter: Meter = newMeter();
  private readonly guest: Guest;
  private readonly clock: () => number;
  private frozenAtMs: number;

  constructor(guest: Guest, clock: () => number) {
    this.guest = guest;
    this.clock = clock;
    this.hostname = guest.spec.name;
    this.frozenAtMs = clock();
  }

  /** Takes the time anew; sleep that the session has waited for is over. */
  freeze(): void {
    this.frozenAtMs = this.clock();
    this.meter.sleptMs = 0;
  }

  nowMs(): number {
    return this.frozenAtMs + this.meter.sleptMs;
  }
  readFile(path: string): string | null {
    return readVirtualFile(this.guest, path, this.nowMs());
  }
  isDirectory(path: string): boolean {
    return isVirtualDirectory(this.guest, path, this.nowMs());
  }
  exists(path: string): boolean {
    return fileExists(this.guest, path, this.nowMs());
  }
  list(path: string): readonly string[] | null {
    return listDirectory(this.guest, path, this.nowMs());
  }
  writeFile(path: string, text: string, append: boolean): boolean {
    return writeVirtualFile(this.guest, path, text, append);
  }
  removeFile(path: string): boolean {
    return this.guest.written.delete(path);
  }

  command(name: string): Program | undefined {
    const slash = name.lastIndexOf('/');
    if (slash >= 0 && !PROGRAM_DIRECTORIES.includes(name.slice(0, slash))) return undefined;
    const base = name.slice(slash + 1);
    if (base === 'ss' && !this.guest.conditions.hasSs) return undefined;
    const program = PROGRAMS.get(base);
    return program && ((run) => program(run, this.guest, this.nowMs()));
  }
}
