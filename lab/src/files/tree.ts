import { normalPath } from '../shell/shell.ts';
import type { Guest } from '../guest/guest.ts';
import { etcFiles } from './etc.ts';
import { kernelFiles } from './kernel.ts';
import { netFiles } from './net.ts';
import { deviceNames, processFile, processNames, sysNetFile } from './dynamic.ts';
import { procFiles } from './proc.ts';
import { PROGRAM_DIRECTORIES, programNames } from './programs.ts';

/** Renders a virtual file at a time (epoch ms); null when this guest has none. */
export type RenderFile = (guest: Guest, atMs: number) => string | null;

const FILES: ReadonlyMap<string, RenderFile> = new Map(Object.entries({ ...procFiles, ...netFiles, ...kernelFiles, ...etcFiles }));
const DEVICES = new Set(['/dev/null', '/dev/zero', '/dev/stdin', '/dev/stdout', '/dev/stderr', '/dev/tty', '/dev/vda', '/dev/vda1']);
const EMPTY_DIRECTORIES = [
  '/',
  '/tmp',
  '/home/admin',
  '/root',
  '/var/log',
  '/var/tmp',
  '/dev',
  '/mnt',
  '/opt',
  '/proc/self',
  ...PROGRAM_DIRECTORIES,
];
const WRITABLE = /^\/(?:tmp|home\/admin|var\/tmp|dev\/shm)\//;

/** The names in every directory of the fixed files. */
const DIRECTORIES: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const directories = new Map<string, Set<string>>();
  const add = (path: string): void => {
    if (path === '/') return;
    const slash = path.lastIndexOf('/');
    const parent = slash === 0 ? '/' : path.slice(0, slash);
    if (!directories.has(parent)) {
      directories.set(parent, new Set());
      add(parent);
    }
    directories.get(parent)?.add(path.slice(slash + 1));
  };
  for (const path of [...FILES.keys(), ...DEVICES, ...EMPTY_DIRECTORIES, '/sys/class/net/lo']) add(path);
  for (const path of EMPTY_DIRECTORIES) if (!directories.has(path)) directories.set(path, new Set());
  return directories;
})();

export function readVirtualFile(guest: Guest, path: string, atMs: number): string | null {
  const written = guest.written.get(path);
  if (written !== undefined) return written;
  const render = FILES.get(path);
  if (render) return render(guest, atMs);
  if (DEVICES.has(path)) return '';
  if (path.startsWith('/proc/')) return processFile(guest, path, atMs);
  if (path.startsWith('/sys/class/net/')) return sysNetFile(guest, path, atMs);
  return null;
}

/** The names in a directory, sorted; null when it is none. */
export function listDirectory(guest: Guest, path: string, atMs: number): readonly string[] | null {
  if (path === '/sys/class/net') return deviceNames(guest);
  const dynamic = path.startsWith('/proc/') ? processNames(guest, path, atMs) : null;
  if (dynamic) return dynamic;
  if (path.startsWith('/sys/class/net/'))
    return sysNetFile(guest, `${path}/address`, atMs) === null ? null : ['address', 'ifindex', 'mtu', 'operstate'];
  if (PROGRAM_DIRECTORIES.includes(path)) return programNames();
  const fixed = DIRECTORIES.get(path);
  const prefix = path === '/' ? '/' : `${path}/`;
  const written = [...guest.written.keys()]
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length).split('/')[0] ?? '');
  if (!fixed && written.length === 0) return null;
  const names = new Set([...(fixed ?? []), ...written]);
  if (path === '/proc') for (const name of processNames(guest, path, atMs) ?? []) names.add(name);
  if (path === '/proc' && !guest.conditions.hasPressure) names.delete('pressure');
  return [...names].sort();
}

export function fileExists(guest: Guest, path: string, atMs: number): boolean {
  return readVirtualFile(guest, path, atMs) !== null || isVirtualDirectory(guest, path, atMs) || isProgram(path);
}

export function isVirtualDirectory(guest: Guest, path: string, atMs: number): boolean {
  if (path === '/proc/pressure') return guest.conditions.hasPressure;
  if (/^\/sys\/class\/net\/[^/]+\/device$/.test(path)) return sysNetFile(guest, path, atMs) !== null;
  return DIRECTORIES.has(path) || listDirectory(guest, path, atMs) !== null;
}

function isProgram(path: string): boolean {
  const slash = path.lastIndexOf('/');
  return PROGRAM_DIRECTORIES.includes(path.slice(0, slash)) && programNames().includes(path.slice(slash + 1));
}

/** Writes under /tmp and the home; nothing once the disk is full. */
export function writeVirtualFile(guest: Guest, path: string, text: string, append: boolean): boolean {
  const place = normalPath(path);
  if (DEVICES.has(place)) return true;
  if (!WRITABLE.test(place)) return false;
  if (guest.conditions.diskFull && text !== '') return false;
  const before = append ? (guest.written.get(place) ?? '') : '';
  if (before.length + text.length > MAX_FILE_CHARS) return false;
  guest.written.set(place, before + text);
  return true;
}

const MAX_FILE_CHARS = 1 << 20;
