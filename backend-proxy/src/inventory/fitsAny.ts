/**
 * Whether a name fits one of some patterns: `*` is any text, `?` any one character, everything else itself. The patterns are read
 * once, because they are asked about every VM at every list.
 */
export function fitsAny(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(toExpression);
  return (name) => expressions.some((expression) => expression.test(name));
}

function toExpression(pattern: string): RegExp {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, (char) => (char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`));
  return new RegExp(`^${source}$`, 'su');
}
