import type { Compared } from './compareFamily.ts';

/** What the two pages had in common, and what only one of them. Lists are `name: reason`. */
export interface SideBySide {
  readonly families: readonly Compared[];
  readonly onlyTheirs: readonly Explained[];
  readonly onlyOurs: readonly Explained[];
  readonly onlyOne: readonly Explained[];
}
export interface Explained {
  readonly names: readonly string[];
  readonly why: string;
}

const digits = (value: number): string =>
  value === 0 ? '0' : Number.isInteger(value) && value < 1e6 ? String(value) : value.toPrecision(3);
const percent = (ratio: number): string => (ratio === 0 ? '' : `${(ratio * 100).toPrecision(2)} %`);

/** The tables as Markdown, which reads well on a terminal too. */
export function reportText({ families, onlyTheirs, onlyOurs, onlyOne }: SideBySide): string {
  const rows = families.map(({ family, rule, series, points, worst, worstRatio }) => [
    `\`${family}\``,
    rule.whose,
    String(series),
    String(points),
    digits(worst),
    percent(worstRatio),
    rule.why,
  ]);
  const reasons = (all: readonly Explained[]): string[] =>
    all.map(({ names, why }) => `- ${names.map((name) => `\`${name}\``).join(', ')}: ${why}`);
  return [
    ...table(['family', 'whose', 'series', 'values', 'worst difference', 'of the value', 'may differ by'], rows),
    '',
    'Only node_exporter has:',
    '',
    ...reasons(onlyTheirs),
    '',
    'Only Tart Lab has:',
    '',
    ...reasons(onlyOurs),
    '',
    'Series of shared families that only one has:',
    '',
    ...reasons(onlyOne),
    '',
  ].join('\n');
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}
