import type { Frame, Notice } from '@tart-lab/contract/frame.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { TableName, TableQuery } from '@tart-lab/contract/query.ts';
import { badRequest } from '../problems.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { isClusterPlace } from './cluster/clusterScope.ts';
import { filterThings, knownFilters } from './filters.ts';
import { isPlace } from './scope.ts';
import { toField } from './tableColumns.ts';
import type { Column } from './tableColumns.ts';

/** The keys whose filters the table's scope has looked at already; all others are columns. */
function scopeKeysOf(table: TableName): (key: string) => boolean {
  switch (table) {
    case 'clusters':
      return (key) => key === 'cluster';
    case 'nodes':
      return isPlace;
    case 'pods':
      return isClusterPlace;
    case 'deployments':
    case 'hpas':
    case 'pdbs':
    case 'services':
    case 'events':
      return (key) => key === 'cluster' || key === 'namespace' || key === 'workload';
    case 'loadtests':
    case 'loadtest_course':
      return (key) => key === 'cluster';
    default:
      return isPlace;
  }
}

/**
 * The rows of a table as one frame: those that pass the filters of columns, with the columns that the query picks, or the usual ones. Fails with `bad_request` for a
 * column that the table does not have; a notice says when `limit` cut rows.
 */
export function toTableFrame<Row>(
  { refId, table, columns, limit, filters }: TableQuery,
  all: readonly Column<Row>[],
  found: readonly Row[],
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
  const inScope = scopeKeysOf(table);
  const { known, notices: strange } = knownFilters(
    filters,
    (key) => inScope(key) || all.some(({ id }) => id === key),
    `the table ${table}`,
  );
  const byColumn = known.filter(({ key }) => !inScope(key));
  const filtered = filterThings(byColumn, found, (row, key) => all.find(({ id }) => id === key)?.value(row), path);
  if (!filtered.ok) return filtered;
  const rows = filtered.value;
  const said = [...notices, ...strange];
  if (rows.length === 0 && found.length > 0) said.push({ severity: 'info', text: 'No row fits the filters' });
  if (rows.length > limit) said.push({ severity: 'warning', text: `Showing ${limit} of ${rows.length} rows` });
  const kept = rows.slice(0, limit);
  // All there are, so that the editor can offer those that are not shown.
  const custom = { columns: all.map(({ id, title }) => ({ id, title })) };
  const meta = { preferredVisualisationType: 'table', custom, ...(said.length > 0 ? { notices: said } : {}) };
  const values = shown.map((column) => kept.map((row) => column.value(row)));
  return ok([{ schema: { refId, name: table, meta, fields: shown.map(toField) }, data: { values } }]);
}
