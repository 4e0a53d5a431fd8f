/** One series of a page: labels in the order of the page, and its value. */
export interface PageSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly seconds: number | null;
}
export interface PageFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly series: readonly PageSeries[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`);
const LINE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (NaN|[+-]Inf|[+-]?[0-9][0-9.e+-]*)(?: ([0-9.]+))?$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  unknown: [''],
  untyped: [''],
};

function labelsOf(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name = '', value = '', end] = LABEL.exec(text) ?? [];
    if (end === undefined) throw new Error(`labels cannot be read: ${line}`);
    if (name in labels) throw new Error(`the label ${name} stands twice: ${line}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
    if (end === '' && LABEL.lastIndex < text.length) throw new Error(`labels cannot be read: ${line}`);
  }
  return labels;
}

/**
 * Reads a page strictly, by the rules of OpenMetrics 1.0 (`strict`) or those of Prometheus' text format: HELP and TYPE once and before a
 * family's lines, lines of a family together and with its suffix, no series twice, `# EOF` at the end and only there.
 * Throws with the first line that breaks one.
 */
export function parsePage(text: string, strict: boolean): Map<string, PageFamily> {
  const families = new Map<string, { name: string; type: string; help: string; series: PageSeries[] }>();
  const seen = new Set<string>();
  let current: { name: string; type: string; help: string; series: PageSeries[] } | undefined;
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the page does not end with a newline');
  if (strict && lines.pop() !== '# EOF') throw new Error('the page does not end with # EOF');
  for (const line of lines) {
    const [, what, name = '', rest = ''] = HEAD.exec(line) ?? [];
    if (what !== undefined) {
      if (current?.name !== name) {
        if (families.has(name)) throw new Error(`the family ${name} stands twice`);
        current = { name, type: '', help: '', series: [] };
        families.set(name, current);
      }
      if (current.series.length > 0) throw new Error(`a head behind its lines: ${line}`);
      if (what === 'TYPE') current.type = rest;
      else current.help = rest;
      continue;
    }
    const [, series = '', labelText = '', value = '', time] = LINE.exec(line) ?? [];
    if (series === '' || !current) throw new Error(`no line of a page: ${line}`);
    const suffixes = strict ? (SUFFIXES[current.type] ?? []) : [''];
    if (!suffixes.some((suffix) => series === current?.name + suffix))
      throw new Error(`${line} is not of the family ${current.name} (${current.type})`);
    const labels = labelsOf(labelText, line);
    const key = `${series} ${JSON.stringify(Object.entries(labels).sort())}`;
    if (seen.has(key)) throw new Error(`the series stands twice: ${line}`);
    seen.add(key);
    const seconds = time === undefined ? null : Number(time) / (strict ? 1 : 1000);
    current.series.push({ name: series, labels, value: Number(value.replace('Inf', 'Infinity')), seconds });
  }
  return families;
}
