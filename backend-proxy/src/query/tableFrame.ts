import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { TableQuery } from '@tart-lab/contract/query.ts';
import { badRequest } from '../problems.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { toField } from './tableColumns.ts';
import type { Column } from './tableColumns.ts';

/**
 * The rows of a table as one frame, with the columns that the query picks, or the usual ones. Fails with `bad_request` for a
 * column that the table does not have; a notice says when `limit` cut rows.
 */
export function toTableFrame<Row>(
  { refId, table, columns, limit }: TableQuery,
  all: readonly Column<Row>[],
  rows: readonly Row[],
  notices: readonly Notice[],
  path: string,
): Result<Frame[], Problem> {
  const picked: Column<Row>[] = [];
  for (const [i, id] of columns.entries()) {
    const column = all.find((one) => one.id === id);
    if (!column) {
      const advice = `Its columns are ${all.map((one) => one.id).join(', ')}.`;
      return fail(badRequest(refId, `${path}.columns[${i}]: the table ${table} has no column "${id}"`, advice));
    }
    picked.push(column);
  }
  const shown = picked.length > 0 ? picked : all.filter((column) => !column.onDemand);
  const said = [...notices];
  if (rows.length > limit) said.push({ severity: 'warning', text: `Showing ${limit} of ${rows.length} rows` });
  const kept = rows.slice(0, limit);
  // All there are, so that the editor can offer those that are not shown.
  const custom = { columns: all.map(({ id, title }) => ({ id, title })) };
  const meta = { preferredVisualisationType: 'table', custom, ...(said.length > 0 ? { notices: said } : {}) };
  const values = shown.map((column) => kept.map((row) => column.value(row)));
  return ok([{ schema: { refId, name: table, meta, fields: shown.map(toField) }, data: { values } }]);
}
