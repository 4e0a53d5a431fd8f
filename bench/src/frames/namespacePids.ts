import { readdirSync, readlinkSync } from 'node:fs';

/** The processes of the network namespaces with these names, as `readlink /proc/self/ns/net` gives them: `net:[4026532000]`. */
export function namespacePids(namespaces: readonly string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && namespaces.includes(namespaceOf(name)))
    .map(Number);
}

function namespaceOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return ''; // it ended in between, or is not ours to see
  }
}
