import type { ProxyClient } from '../proxy/proxyClient.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A table of the proxy as rows: cells by the columns that were asked for, in that order. */
export async function readTable(
  client: ProxyClient,
  table: string,
  columns: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<Row[]> {
  const nowMs = Date.now();
  const { frames } = await client.query({
    fromMs: nowMs - 1000,
    toMs: nowMs,
    query: { kind: 'table', table, columns, limit: 100_000, ...more },
  });
  return toRows(columns, frames[0]?.data.values ?? []);
}

/** Columns of values as rows. */
export function toRows(columns: readonly string[], values: readonly (readonly unknown[])[]): Row[] {
  return (values[0] ?? []).map((_, at) => Object.fromEntries(columns.map((column, i) => [column, values[i]?.[at]])));
}
