import { t } from '@grafana/i18n';
import type { TextFault } from '../../query/text/tokens.ts';

/** Where a query's text is wrong, how, and what would be right: `Column 15: "topp" cannot stand here. Possible: top.` */
export function faultText(fault: TextFault, text: string): string {
  const before = text.slice(0, fault.from).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const where = text.includes('\n')
    ? t('code.line', 'Line {{line}}, column {{column}}', place)
    : t('code.column', 'Column {{column}}', { column: place.column });
  const possible =
    fault.expected.length > 0
      ? t('code.possible', 'Possible: {{words}}', { words: fault.expected.join('  '), interpolation: { escapeValue: false } })
      : '';
  return [`${where}: ${wrongText(fault)}`, possible].filter(Boolean).join(' ');
}

function wrongText({ wrong }: TextFault): string {
  const interpolation = { escapeValue: false };
  switch (wrong.kind) {
    case 'end':
      return t('code.end', 'the text ends too early.');
    case 'unclosed':
      return t('code.unclosed', 'this quote is never closed.');
    case 'unexpected':
      return t('code.unexpected', '“{{found}}” cannot stand here.', { found: wrong.found, interpolation });
    case 'unknown':
      return t('code.unknown', 'there is no “{{found}}”.', { found: wrong.found, interpolation });
    case 'number':
      return t('code.number', 'a number from {{least}} to {{most}} belongs here.', { least: wrong.least, most: wrong.most });
    case 'interval':
      return t('code.interval', '“{{found}}” is no interval.', { found: wrong.found, interpolation });
    case 'twice':
      return t('code.twice', '“{{found}}” or its like was given already.', { found: wrong.found, interpolation });
  }
}
