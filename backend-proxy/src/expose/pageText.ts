import { FAMILIES, type Family } from '@tart-lab/contract/families.ts';
import type { Lines, TextFormat } from './lines.ts';

const MANY = 500;

/** `# HELP` and `# TYPE`. OpenMetrics names a counter's family without `_total`, and calls untyped unknown. */
function head({ name, type, help }: Family, format: TextFormat): string {
  const plain = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  if (format === 'prometheus') return `# HELP ${name} ${plain}\n# TYPE ${name} ${type === 'unknown' ? 'untyped' : type}\n`;
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  return `# HELP ${family} ${plain.replaceAll('"', '\\"')}\n# TYPE ${family} ${type}\n`;
}

/**
 * The page piece by piece: every family that has lines, in the order of the contract, so that two pages differ only where values do.
 * Pieces are some tens of kilobytes, which keeps a page of a thousand VMs from being one string.
 */
export function* pageText(lines: Lines, format: TextFormat): Generator<string> {
  let piece = '';
  for (const family of FAMILIES) {
    const own = lines.of(family.name);
    if (!own) continue;
    piece += head(family, format);
    for (let at = 0; at < own.length; at += MANY) {
      piece += own.slice(at, at + MANY).join('');
      if (piece.length < 32_768) continue;
      yield piece;
      piece = '';
    }
  }
  yield format === 'openmetrics' ? `${piece}# EOF\n` : piece;
}
