/** `\040` is a space: the kernel writes what would end a word, or a line, by its octal code. */
const unescaped = (word: string): string => word.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));

/**
 * Parses lines of `/proc/mounts`: `device mountpoint fstype options 0 0`. By mount point, whether it is read-only; of two on one mount
 * point the later, which covers the other. Other lines are left out.
 */
export function parseReadonlyMounts(text: string): ReadonlyMap<string, boolean> {
  const mounts = new Map<string, boolean>();
  for (const line of text.split('\n')) {
    const [, mountpoint, , options] = line.split(' ');
    if (mountpoint && options) mounts.set(unescaped(mountpoint), options.split(',').includes('ro'));
  }
  return mounts;
}
