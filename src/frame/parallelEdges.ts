import type { Frame } from '@tart-lab/contract/frame.ts';
import { Verdict } from '@tart-lab/contract/flow.ts';

/** What a line must not hide, the gravest first. */
const GRAVE: readonly Verdict[] = ['dropped', 'error', 'audit'];

/**
 * Folds the edges of one pair of workloads, of which the proxy sends one for each verdict, into one: the panel draws all of a pair on
 * the same line, so that only the last could be seen and pointed at. The first one (forwarded, where anything was) gives id, main
 * stat and dashes; the gravest verdict among them the colour and, if it is another, the second stat; `detail__verdict` lists every stat, and
 * the other details are the first that is known. Verdicts are read from `detail__verdict`; edges without it are folded all the same.
 */
export function parallelEdges(frame: Frame): Frame {
  const { fields } = frame.schema;
  const at = (name: string): number => fields.findIndex((field) => field.name === name);
  const cell = (name: string, row: number): unknown => frame.data.values[at(name)]?.[row];
  const pairs = new Map<string, [number, ...number[]]>();
  for (const row of (frame.data.values[0] ?? []).keys()) {
    const pair = JSON.stringify([cell('source', row), cell('target', row)]);
    const rows = pairs.get(pair);
    if (rows) rows.push(row);
    else pairs.set(pair, [row]);
  }
  const folded = [...pairs.values()].map((rows) => {
    const [first] = rows;
    const gravest = rows.reduce((a, b) => (gravity(cell('detail__verdict', b)) > gravity(cell('detail__verdict', a)) ? b : a), first);
    return fields.map(({ name }): unknown => {
      if (rows.length === 1) return cell(name, first);
      if (name === 'color') return cell(name, gravest);
      if (name === 'secondarystat' && gravest !== first) return cell('mainstat', gravest);
      if (name === 'thickness') return Math.max(...rows.map((row) => Number(cell(name, row))));
      if (name === 'detail__verdict') return rows.map((row) => cell('mainstat', row)).join(', ');
      if (name.startsWith('detail__'))
        return rows.map((row) => cell(name, row)).find((value) => value !== null && value !== undefined) ?? null;
      return cell(name, first);
    });
  });
  return { ...frame, data: { values: fields.map((_, i) => folded.map((row) => row[i])) } };
}

/** 0 is what need not be seen. */
function gravity(said: unknown): number {
  const verdict = Verdict.safeParse(typeof said === 'string' ? said.toLowerCase() : said);
  const index = verdict.success ? GRAVE.indexOf(verdict.data) : -1;
  return index < 0 ? 0 : GRAVE.length - index;
}
