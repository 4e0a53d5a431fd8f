import { PROGRAMS } from '../commands/registry.ts';

/** Where a guest's programs lie: /bin and /sbin are links, as on Ubuntu. */
export const PROGRAM_DIRECTORIES: readonly string[] = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

const NAMES: readonly string[] = [...PROGRAMS.keys()].sort();

export const programNames = (): readonly string[] => NAMES;
