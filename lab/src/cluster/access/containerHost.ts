import { hostname } from './containerPrograms.ts';
import { PROGRAMS } from '../../commands/registry.ts';
import type { Guest } from '../../guest/guest.ts';
import { newMeter, type Host, type Meter, type Program } from '../../shell/host.ts';

/** What an image brings: enough to look around in. Others end as `sh: ps: not found` does. */
const BROUGHT = new Set(
  'sh bash cat ls head tail grep wc sort uniq cut tr env date sleep uname id whoami stat rm df free uptime basename dirname readlink seq tee xargs nproc'.split(
    ' ',
  ),
);

/** A container as a shell in it sees it: a few files of its own, which can be written, and common programs. */
export class ContainerHost implements Host {
  readonly hostname: string;
  readonly meter: Meter = newMeter();
  private readonly guest: Guest;
  private readonly clock: () => number;
  private readonly files: Map<string, string>;

  constructor(hostName: string, files: ReadonlyMap<string, string>, guest: Guest, clock: () => number) {
    this.hostname = hostName;
    this.files = new Map(files);
    this.guest = guest;
    this.clock = clock;
  }

  nowMs(): number {
    return this.clock() + this.meter.sleptMs;
  }
  readFile(path: string): string | null {
    return this.files.get(path) ?? null;
  }
  isDirectory(path: string): boolean {
    const prefix = path === '/' ? '/' : `${path}/`;
    return path === '/' || path === '/tmp' || [...this.files.keys()].some((file) => file.startsWith(prefix));
  }
  exists(path: string): boolean {
    return this.files.has(path) || this.isDirectory(path);
  }
  list(path: string): readonly string[] | null {
    if (!this.isDirectory(path)) return null;
    const prefix = path === '/' ? '/' : `${path}/`;
    const names = [...this.files.keys()].flatMap((file) =>
      file.startsWith(prefix) ? (file.slice(prefix.length).split('/')[0] ?? []) : [],
    );
    return [...new Set([...names, ...(path === '/' ? ['tmp'] : [])])].sort();
  }
  writeFile(path: string, text: string, append: boolean): boolean {
    if (path === '/dev/null') return true;
    this.files.set(path, append ? (this.files.get(path) ?? '') + text : text);
    return true;
  }
  removeFile(path: string): boolean {
    return this.files.delete(path);
  }
  command(name: string): Program | undefined {
    const base = name.slice(name.lastIndexOf('/') + 1);
    if (base === 'hostname') return hostname;
    const program = BROUGHT.has(base) ? PROGRAMS.get(base) : undefined;
    return program && ((run) => program(run, this.guest, this.nowMs()));
  }
}
