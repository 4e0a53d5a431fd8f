const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', e: '\x1b' };

/** Replaces backslash sequences. `echo` style reads octal as `\0ooo`, printf's format as `\ooo`. `\c` stops the output. */
export function unescape(text: string, echoStyle: boolean): { text: string; stopped: boolean } {
  if (!text.includes('\\')) return { text, stopped: false };
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char !== '\\') {
      result += char;
      continue;
    }
    const next = text[at + 1] ?? '';
    const octal = (echoStyle ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(text.slice(at + 1, at + 5));
    if (octal) {
      result += String.fromCharCode(parseInt(octal[1] || '0', 8));
      at += octal[0].length;
    } else if (next === 'c') return { text: result, stopped: true };
    else if (SIMPLE[next] !== undefined) {
      result += SIMPLE[next];
      at++;
    } else result += char;
  }
  return { text: result, stopped: false };
}

const DIRECTIVE = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([diouxXeEfgGcsb%])/g;

/** printf(1): the format is used again until the values are spent. `problem` is the first value that was no number. */
export function formatPrintf(format: string, values: readonly string[]): { text: string; problem: string | null } {
  let text = '';
  let at = 0;
  let problem: string | null = null;
  let stopped = false;
  const next = (): string | undefined => values[at++];
  const number = (raw: string | undefined): number => {
    if (raw === undefined || raw === '') return 0;
    if (/^["']/.test(raw)) return raw.charCodeAt(1);
    const value = /^[-+]?0[0-7]+$/.test(raw) ? parseInt(raw, 8) : Number(raw);
    if (!Number.isNaN(value)) return value;
    problem ??= `${raw}: expected numeric value`;
    return Number.parseFloat(raw) || 0;
  };
  const parts = format.split(/(%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?[diouxXeEfgGcsb%])/);
  do {
    for (const part of parts) {
      DIRECTIVE.lastIndex = 0;
      const found = DIRECTIVE.exec(part);
      if (!found) {
        const plain = unescape(part, false);
        text += plain.text;
        stopped ||= plain.stopped;
      } else {
        const [, flags = '', widthText, precisionText, kind = ''] = found;
        const width = widthText === '*' ? number(next()) : Number(widthText ?? 0);
        const precision = precisionText === '*' ? number(next()) : precisionText === undefined ? undefined : Number(precisionText);
        if (kind === '%') text += '%';
        else if (kind === 's') text += pad((next() ?? '').slice(0, precision), flags, width);
        else if (kind === 'c') text += pad((next() ?? '').slice(0, 1), flags, width);
        else if (kind === 'b') {
          const value = unescape(next() ?? '', true);
          text += pad(value.text, flags, width);
          stopped ||= value.stopped;
        } else text += pad(formatNumber(number(next()), kind, flags, precision), flags, width, true);
      }
      if (stopped) return { text, problem };
    }
  } while (at < values.length && at > 0);
  return { text, problem };
}

function formatNumber(value: number, kind: string, flags: string, precision: number | undefined): string {
  const sign = value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(value);
  if ('di'.includes(kind)) return sign + String(Math.trunc(size)).padStart(precision ?? 1, '0');
  if ('uoxX'.includes(kind)) {
    const base = kind === 'u' ? 10 : kind === 'o' ? 8 : 16;
    const digits = BigInt.asUintN(64, BigInt(Math.trunc(value)))
      .toString(base)
      .padStart(precision ?? 1, '0');
    const prefix = flags.includes('#') ? (base === 16 ? '0x' : base === 8 ? '0' : '') : '';
    return prefix + (kind === 'X' ? digits.toUpperCase() : digits);
  }
  if ('fF'.includes(kind)) return sign + size.toFixed(precision ?? 6);
  if ('gG'.includes(kind)) return sign + String(Number(size.toPrecision(precision || 6)));
  return sign + size.toExponential(precision ?? 6).replace(/e([-+])(\d)$/, 'e$10$2');
}

function pad(text: string, flags: string, width: number, numeric = false): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!numeric || !flags.includes('0')) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
