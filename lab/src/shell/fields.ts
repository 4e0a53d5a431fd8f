import { hasPattern, patternToRegExp, unescapePattern } from './pattern.ts';
import type { Shell } from './shell.ts';

interface Split {
  readonly fields: readonly string[];
  readonly leading: boolean;
  readonly trailing: boolean;
}

/** Splits by IFS (XCU 2.6.5). `leading` and `trailing`: a separator stands before the first or after the last field. */
export function splitFields(value: string, ifs: string): Split {
  if (ifs === '') return { fields: value === '' ? [] : [value], leading: false, trailing: false };
  const fields: string[] = [];
  let field = '';
  let open = false;
  let leading = false;
  let trailing = false;
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? '';
    if (!ifs.includes(char)) {
      field += char;
      open = true;
      trailing = false;
      continue;
    }
    const space = char === ' ' || char === '\t' || char === '\n';
    if (space) {
      if (open) fields.push(field);
      else if (fields.length === 0) leading = true;
      let next = at;
      while (next + 1 < value.length && ifs.includes(value[next + 1] ?? '') && ' \t\n'.includes(value[next + 1] ?? '')) next++;
      const after = value[next + 1];
      // White space beside another separator is part of it.
      if (open && after !== undefined && ifs.includes(after)) next++;
      at = next;
    } else fields.push(field);
    field = '';
    open = false;
    trailing = true;
  }
  if (open) fields.push(field);
  return { fields, leading, trailing: trailing && fields.length > 0 };
}

/** Adds what a field's pattern matches, or the field itself. */
export function pushPaths(pattern: string, shell: Shell, fields: string[]): void {
  if (shell.noGlob || !hasPattern(pattern)) {
    fields.push(pattern.includes('\\') ? unescapePattern(pattern) : pattern);
    return;
  }
  const found = matchPaths(pattern, shell);
  if (found.length > 0) fields.push(...found);
  else fields.push(unescapePattern(pattern));
}

/** Path name expansion, component by component, in the order of `ls`. */
function matchPaths(pattern: string, shell: Shell): string[] {
  const absolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part) => part !== '');
  let found = [absolute ? '/' : ''];
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    const literal = !hasPattern(part);
    found = found.flatMap((base) => {
      if (literal) {
        const path = base + unescapePattern(part);
        return shell.host.exists(shell.path(path)) ? [last ? path : `${path}/`] : [];
      }
      const names = shell.host.list(shell.path(base === '' ? '.' : base)) ?? [];
      const matcher = patternToRegExp(part, false, 'both', true);
      return names
        .filter((name) => (name.startsWith('.') ? part.startsWith('.') : true) && matcher.test(name))
        .map((name) => (last ? base + name : `${base}${name}/`));
    });
  });
  return found;
}
