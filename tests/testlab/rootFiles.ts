import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';

export type GuestShell = 'dash' | 'bash' | 'busybox';

/** How one guest differs from the next. */
export interface GuestOptions {
  /** What /bin/sh is. Default: dash. */
  readonly sh?: GuestShell;
  /** The user's login shell. Default: /bin/bash, whose start-up file prints a line, as many people's do. */
  readonly loginShell?: string;
  /** `allowed` runs commands as root, `refused` asks for a password, `missing` is no sudo at all. Default: allowed. */
  readonly sudo?: 'allowed' | 'refused' | 'missing';
  /** Programs and files the guest lacks, such as /usr/bin/ss. */
  readonly without?: readonly string[];
  /** Lines put before the others of sshd_config. */
  readonly sshdConfig?: string;
}

export const SHELLS: Record<GuestShell, string> = { dash: '/usr/bin/dash', bash: '/usr/bin/bash', busybox: '/usr/bin/busybox' };

/** Writes the files of a guest that differ from this machine's into `dir`: users, host keys, sshd's configuration, sudo, a home. */
export async function writeRootFiles(dir: string, name: string, options: GuestOptions): Promise<void> {
  await mkdir(join(dir, 'home'), { recursive: true });
  await mkdir(join(dir, 'bin'));
  const system = (await readFile('/etc/passwd', 'utf8')).replaceAll(/^admin:.*\n/gm, '');
  await writeFile(join(dir, 'passwd'), `${system}admin:x:4100:4100:Lab:/home/admin:${options.loginShell ?? '/bin/bash'}\n`);
  await writeFile(join(dir, 'group'), `${(await readFile('/etc/group', 'utf8')).replaceAll(/^admin:.*\n/gm, '')}admin:x:4100:\n`);
  await writeFile(join(dir, 'hostname'), `${name}\n`);
  await writePassword(dir, 'admin');
  await writeHostKey(dir);
  await writeFile(join(dir, 'sshd_config'), [options.sshdConfig ?? '', SSHD_CONFIG.replaceAll('DIR', dir)].join('\n'));
  await writeFile(join(dir, 'home/.bashrc'), 'echo "Welcome to the lab"\n');
  await command(['chown', '-R', '4100:4100', join(dir, 'home')]);
  if (options.sudo !== 'missing') await writeSudo(dir, options.sudo ?? 'allowed');
}

const SSHD_CONFIG = `Port 22
HostKey DIR/host_key
PidFile none
AuthorizedKeysFile .ssh/authorized_keys
StrictModes no
UsePAM no
UseDNS no
PrintMotd no
LogLevel VERBOSE
`;

/** Gives admin this password. Written into the file that is there, because a guest has it mounted. */
export async function writePassword(dir: string, password: string): Promise<void> {
  const hash = (await command(['openssl', 'passwd', '-6', '-stdin'], `${password}\n`)).trim();
  const system = (await readFile('/etc/shadow', 'utf8')).replaceAll(/^admin:.*\n/gm, '');
  await writeFile(join(dir, 'shadow'), `${system}admin:${hash}:20000:0:99999:7:::\n`, { mode: 0o600 });
}

export async function writeHostKey(dir: string): Promise<void> {
  await command(['sh', '-c', 'rm -f "$1" "$1.pub" && ssh-keygen -q -t ed25519 -N "" -f "$1"', 'sh', join(dir, 'host_key')]);
}

/** A sudo that needs no sudo: a script in front of env(1) with root's rights. It understands `sudo -n COMMAND`. */
async function writeSudo(dir: string, mode: 'allowed' | 'refused'): Promise<void> {
  const asRoot = join(dir, 'bin/.as-root');
  await copyFile('/usr/bin/env', asRoot);
  await chmod(asRoot, 0o4755);
  const lines =
    mode === 'allowed'
      ? ['[ "$1" = -n ] && shift', 'exec /usr/local/bin/.as-root "$@"']
      : ['echo "sudo: a password is required" >&2', 'exit 1'];
  await writeFile(join(dir, 'bin/sudo'), `${['#!/bin/sh', ...lines].join('\n')}\n`, { mode: 0o755 });
}
