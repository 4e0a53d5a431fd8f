/** Shell patterns (POSIX XCU 2.13): `*`, `?`, `[…]`, and a backslash before what is literal. */

const cache = new Map<string, RegExp>();
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** Escapes what a pattern would read as special, for text that came from quotes. */
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

export const hasPattern = (pattern: string): boolean => /(?:^|[^\\])(?:\\\\)*[*?[]/.test(pattern);

/** Takes the backslashes away from a pattern without special characters. */
export const unescapePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1');

/** A whole-text matcher for a pattern. `pathParts` keeps `*` and `?` inside one path component. */
export function patternToRegExp(pattern: string, lazy = false, anchored: 'both' | 'start' | 'end' = 'both', pathParts = false): RegExp {
  const key = `${lazy ? 'l' : 'g'}${anchored}${pathParts ? 'p' : ''}${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const any = pathParts ? '[^/]' : '[\\s\\S]';
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '\\') {
      source += (pattern[++at] ?? '\\').replace(SPECIAL, '\\$&');
    } else if (char === '*') source += lazy ? `${any}*?` : `${any}*`;
    else if (char === '?') source += any;
    else if (char === '[') {
      const end = closingBracket(pattern, at);
      if (end < 0) source += '\\[';
      else {
        source += bracket(pattern.slice(at + 1, end));
        at = end;
      }
    } else source += char.replace(SPECIAL, '\\$&');
  }
  const made = new RegExp(`${anchored === 'end' ? '' : '^'}${source}${anchored === 'start' ? '' : '$'}`);
  if (cache.size > 500) cache.clear();
  cache.set(key, made);
  return made;
}

/** `${value#pattern}` and its relatives. */
export function trim(value: string, operator: string, pattern: string): string {
  if (operator.startsWith('#')) {
    const found = patternToRegExp(pattern, operator === '#', 'start').exec(value);
    return found ? value.slice(found[0].length) : value;
  }
  const whole = patternToRegExp(pattern);
  const longest = operator === '%%';
  for (let step = 0; step <= value.length; step++) {
    const at = longest ? step : value.length - step;
    if (whole.test(value.slice(at))) return value.slice(0, at);
  }
  return value;
}

function closingBracket(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  for (; at < pattern.length; at++) {
    if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at) + 1);
    else if (pattern[at] === ']') return at;
  }
  return -1;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};

/** The inside of `[…]` as a regular expression's class; also used for grep's patterns. */
export function bracket(inside: string): string {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const members = (negated ? inside.slice(1) : inside).split(/(\[:\w+:\])/);
  const body = members
    .map((text) => (text.startsWith('[:') ? (CLASSES[text.slice(2, -2)] ?? '') : text.replace(/[\\\]^[]/g, '\\$&')))
    .join('');
  return `[${negated ? '^' : ''}${body}]`;
}
