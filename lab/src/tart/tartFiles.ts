import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VmSpec } from '../fleet.ts';
import { tartScript } from './tartScript.ts';

export type TartState = 'running' | 'suspended' | 'stopped';

/** A VM as the `tart` command shows it. `address` is null without a DHCP lease; a stopped VM may keep a stale one. */
export interface TartVm {
  readonly spec: VmSpec;
  readonly state: TartState;
  readonly address: string | null;
  readonly imageGb: number;
  readonly accessedAtMs: number;
}

/**
 * The files of the `tart` script: lists in each format as commands that print them, `get` and `ip` of every VM as text. Each is
 * replaced as a whole.
 */
export class TartFiles {
  readonly command: string;
  private readonly directory: string;

  constructor(labDirectory: string) {
    this.directory = join(labDirectory, 'tart');
    this.command = join(labDirectory, 'bin', 'tart');
    rmSync(this.directory, { recursive: true, force: true });
    for (const path of [join(labDirectory, 'bin'), join(this.directory, 'vms')]) mkdirSync(path, { recursive: true });
    this.replace(this.command, tartScript(this.directory), 0o755);
  }

  writeAll(vms: readonly TartVm[]): void {
    for (const vm of vms) this.writeVm(vm);
    this.writeLists(vms);
  }

  writeLists(vms: readonly TartVm[]): void {
    const rows = [...vms].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
    this.replaceList('json', listJson(rows));
    this.replaceList('text', listText(rows));
    this.replaceList('quiet', rows.map(({ spec }) => `${spec.name}\n`).join(''));
  }

  writeVm({ spec, state, address, imageGb }: TartVm): void {
    const base = join(this.directory, 'vms', spec.name);
    mkdirSync(base, { recursive: true });
    const running = state === 'running';
    const size = imageGb.toFixed(3);
    const fields: readonly (readonly [string, string | number | boolean])[] = [
      ['Memory', spec.memoryMiB],
      ['Disk', spec.diskGb],
      ['State', state],
      ['CPU', spec.cpus],
      ['Running', running],
      ['OS', 'linux'],
      ['DiskFormat', 'raw'],
      ['Display', '1024x768'],
      ['Size', size],
    ];
    this.replace(join(base, 'get.json'), `{\n${fields.map(([key, value]) => `  "${key}" : ${JSON.stringify(value)}`).join(',\n')}\n}\n`);
    this.replace(
      join(base, 'get.text'),
      `OS    CPU Memory Disk Size   Display  State\nlinux ${spec.cpus}   ${spec.memoryMiB}   ${spec.diskGb}   ${size} 1024x768 ${state}\n`,
    );
    this.replace(join(base, 'state'), `${state}\n`);
    if (address === null) rmSync(join(base, 'ip'), { force: true });
    else this.replace(join(base, 'ip'), `${address}\n`);
  }

  private replaceList(format: string, text: string): void {
    this.replace(join(this.directory, `list.${format}.sh`), `printf %s '${text.replaceAll("'", `'\\''`)}'\n`);
  }

  private replace(path: string, text: string, mode = 0o644): void {
    const fresh = `${path}.new`;
    writeFileSync(fresh, text, { mode });
    renameSync(fresh, path);
  }
}

/** `tart list --format json`: pretty printed as Foundation does, Accessed in UTC without fractions. */
function listJson(vms: readonly TartVm[]): string {
  if (vms.length === 0) return '[\n\n]\n';
  const objects = vms.map(({ spec, state, imageGb, accessedAtMs }) => {
    const accessed = `${new Date(accessedAtMs).toISOString().slice(0, 19)}Z`;
    return (
      `  {\n    "Size" : ${Math.floor(imageGb)},\n    "Running" : ${state === 'running'},\n    "Accessed" : "${accessed}",\n` +
      `    "Name" : "${spec.name}",\n    "Disk" : ${spec.diskGb},\n    "State" : "${state}",\n    "Source" : "local"\n  }`
    );
  });
  return `[\n${objects.join(',\n')}\n]\n`;
}

function listText(vms: readonly TartVm[]): string {
  if (vms.length === 0) return '\n';
  const width = Math.max(4, ...vms.map(({ spec }) => spec.name.length));
  const row = (cells: readonly string[]): string => {
    const [source = '', name = '', disk = '', size = '', accessed = '', state = ''] = cells;
    return `${source.padEnd(6)} ${name.padEnd(width)} ${disk.padEnd(4)} ${size.padEnd(4)} ${accessed.padEnd(14)} ${state}\n`;
  };
  const rows = vms.map(({ spec, state, imageGb }) =>
    row(['local', spec.name, String(spec.diskGb), String(Math.floor(imageGb)), '3 days ago', state]),
  );
  return row(['Source', 'Name', 'Disk', 'Size', 'Accessed', 'State']) + rows.join('');
}
