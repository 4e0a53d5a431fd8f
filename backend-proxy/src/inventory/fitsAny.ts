/** Whether a name fits one of the patterns: `*` is any text, `?` any one character, everything else itself. */
export function fitsAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => toPattern(pattern).test(name));
}

function toPattern(pattern: string): RegExp {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, (char) => (char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`));
  return new RegExp(`^${source}$`, 'su');
}
