import { fail, ok, type Result } from '../../result.ts';

/** A piece of a query's text, from `from` up to `to` (characters). `text` is what it means: of a quoted text what stands inside. */
export interface Token {
  readonly type: 'word' | 'quoted' | 'sign';
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** A quoted text that never ends. */
  readonly open?: boolean;
}

/** Why a text cannot be read: where, what is wrong, and what would be right. */
export interface TextFault {
  readonly from: number;
  readonly to: number;
  readonly wrong: Wrong;
  /** What could stand there. */
  readonly expected: readonly string[];
}

/** What can be wrong; the editor says it in the user's language. `found` is the text at that place, `end` when nothing is there. */
export type Wrong =
  | { readonly kind: 'unexpected'; readonly found: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'unclosed' }
  | { readonly kind: 'unknown'; readonly found: string }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'interval'; readonly found: string }
  | { readonly kind: 'twice'; readonly found: string };

const BLANK = /\s+/y;
const QUOTED = /"(?:[^"\\]|\\.)*("?)|'(?:[^'\\]|\\.)*('?)/sy;
const SIGN = /=~|!~|!=|==|<=|>=|[=<>{}(),]/y;
const WORD = /(?:\$\{[^{}\s]*\}|[^\s{}(),"'=!<>])+/y;

/** The pieces of a text. Fails at a quoted text without an end, and at a `!` that belongs to nothing. */
export function tokens(text: string): Result<Token[], TextFault> {
  const found: Token[] = [];
  let from = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  while (from < text.length) {
    const blank = take(BLANK);
    if (blank) {
      from += blank[0].length;
      continue;
    }
    const quoted = take(QUOTED);
    if (quoted) {
      const to = from + quoted[0].length;
      if (!(quoted[1] || quoted[2])) return fail({ from, to, wrong: { kind: 'unclosed' }, expected: [quoted[0].slice(0, 1)] });
      found.push({ type: 'quoted', text: meant(quoted[0].slice(1, -1)), from, to });
      from = to;
      continue;
    }
    const sign = take(SIGN);
    const piece = sign ?? take(WORD);
    if (!piece) return fail({ from, to: from + 1, wrong: { kind: 'unexpected', found: text.charAt(from) }, expected: ['!=', '!~'] });
    found.push({ type: sign ? 'sign' : 'word', text: piece[0], from, to: from + piece[0].length });
    from += piece[0].length;
  }
  return ok(found);
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** What stands between quotes, with `\"`, `\\`, `\n` and `é` as they are meant. */
const meant = (inside: string): string =>
  inside.replace(/\\(?:u([\da-fA-F]{4})|(.))/gs, (_, code: string | undefined, one: string | undefined = '') =>
    code === undefined ? (ESCAPED[one] ?? one) : String.fromCharCode(parseInt(code, 16)),
  );
