import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A VM as the fake `tart` knows it. `null` for an address is a lease that is not there (yet). */
export interface TartVm {
  name: string;
  state: 'running' | 'suspended' | 'stopped';
  address: string | null;
  os: 'linux' | 'darwin';
  cpu: number;
  memoryMib: number;
  diskGb: number;
  sizeGb: number;
  accessed: string;
}

/** The lab's `tart`: a program that answers from a file, and the hand that writes the file. */
export interface FakeTart {
  /** Path of the program. */
  readonly command: string;
  /** Its TART_HOME. */
  readonly home: string;
  /** Changes a VM, or adds one. */
  set(name: string, change: Partial<TartVm>): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes a subcommand fail or hang from now on; null heals it. */
  break(subcommand: 'list' | 'get' | 'ip', how: 'fails' | 'hangs' | 'garbles' | null): Promise<void>;
}

const NEW_VM: Omit<TartVm, 'name'> = {
  state: 'running',
  address: null,
  os: 'linux',
  cpu: 2,
  memoryMib: 8192,
  diskGb: 50,
  sizeGb: 9.412,
  accessed: '2026-10-01T08:15:42Z',
};

/** Writes the program and its file below `dir`. Every call of the program is a line in `home/calls.log`. */
export async function openFakeTart(dir: string, guests: readonly { readonly name: string; readonly address: string }[]): Promise<FakeTart> {
  const home = join(dir, 'home');
  await mkdir(home, { recursive: true });
  const vms = new Map<string, TartVm>(guests.map(({ name, address }) => [name, { ...NEW_VM, name, address }]));
  const broken: Record<string, string> = {};
  const write = (): Promise<void> => writeFile(join(home, 'lab.json'), JSON.stringify({ vms: [...vms.values()], broken }));
  const command = join(dir, 'tart');
  const program = fileURLToPath(new URL('./tart.mjs', import.meta.url));
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  await write();
  return {
    command,
    home,
    async set(name, change) {
      vms.set(name, { ...(vms.get(name) ?? { ...NEW_VM, name }), ...change });
      await write();
    },
    async remove(name) {
      vms.delete(name);
      await write();
    },
    async break(subcommand, how) {
      if (how === null) delete broken[subcommand];
      else broken[subcommand] = how;
      await write();
    },
  };
}
