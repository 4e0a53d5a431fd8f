/** The fields of `/etc/os-release` (os-release(5)), with their values as sh reads them. */
export function parseOsReleaseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(["']?)(.*)\2\s*$/.exec(line);
    if (match) fields.set(match[1]!, match[3]!.replaceAll(/\\(.)/g, '$1'));
  }
  return fields;
}

/**
 * Finds a printable name in `/etc/os-release` (os-release(5)): PRETTY_NAME, else NAME and VERSION_ID. Values may be quoted as in sh.
 * null when the file names nothing: a guest without it is a guest all the same, so this is no failure.
 */
export function parseOsRelease(text: string): string | null {
  const fields = parseOsReleaseFields(text);
  const name = fields.get('PRETTY_NAME') || [fields.get('NAME'), fields.get('VERSION_ID')].filter(Boolean).join(' ');
  return name || null;
}
