import { round } from './budget.ts';
import type { Cell, Table, Unit } from './section.ts';

/** A cell as people read it; what was not measured is a dash. */
export function formatCell(cell: Cell | undefined, unit: Unit): string {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'string') return cell;
  if (unit === 'count') return cell.toLocaleString('en-US', { maximumFractionDigits: 0 });
  const suffix: Record<Unit, string> = {
    text: '',
    count: '',
    ms: ' ms',
    cpuMs: ' ms',
    cpuSeconds: ' s',
    seconds: ' s',
    megabytes: ' MB',
  };
  return round(cell) + suffix[unit];
}

/** The table as Markdown whose columns also line up in a terminal. Numbers stand at the right. */
export function formatTable({ title, columns, rows, notes }: Table): string {
  const text = rows.map((row) => columns.map(({ key, unit }) => formatCell(row[key], unit)));
  const widths = columns.map(({ title: head }, i) => Math.max(head.length, 3, ...text.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (columns[i]?.unit === 'text' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, i) => (columns[i]?.unit === 'text' ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const head = columns.map((column) => column.title);
  return [`${title}`, '', line(head), line(rule), ...text.map(line), ...notes.map((note) => `  ${note}`)].join('\n');
}
