/** A text as PromQL writes it. Whatever is in it stays a text: no quote, backslash or line break ends it. */
export const quoted = (text: string): string => JSON.stringify(text.replaceAll(/\p{Cs}/gu, '\ufffd')).replaceAll('\u007f', '\\u007f');

/** A matcher for a label that has one of these values exactly. An empty value also stands for no such label. */
export function oneOf(label: string, values: readonly string[]): string {
  const [only = ''] = values;
  if (values.length === 1) return `${label}=${quoted(only)}`;
  return `${label}=~${quoted(values.map(literal).join('|'))}`;
}

/** A text as a regular expression (RE2) that matches it alone. */
const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A family with matchers; none is an empty text. */
export const selector = (family: string, ...matchers: readonly string[]): string =>
  `${family}{${matchers.filter((matcher) => matcher !== '').join(',')}}`;

const MATCHER = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\\n]|\\.)*")\s*(,|$)/y;

/** Reads matchers as PromQL writes them, `{job="tart-lab", proxy!="old"}`, and writes them anew; null when they cannot be read. */
export function parseMatchers(text: string): string | null {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]?.trim();
  if (inner === undefined) return null;
  const matchers: string[] = [];
  MATCHER.lastIndex = 0;
  while (MATCHER.lastIndex < inner.length) {
    const [, label = '', operator = '', value, end] = MATCHER.exec(inner) ?? [];
    if (value === undefined || (end === '' && MATCHER.lastIndex < inner.length)) return null;
    matchers.push(`${label}${operator}${value}`);
  }
  return matchers.join(',');
}
