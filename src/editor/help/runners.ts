import type { DataQuery } from '@grafana/schema';

/** How each editor on the page asks its query. Grafana's help changes the query above it and leaves it unasked. */
const runners = new Map<string, () => void>();

/** Explore gives a query a key of its own, by which two panes' queries "A" differ. */
const nameOf = ({ key, refId }: DataQuery): string => key ?? refId;

/** While an editor is open, its help can ask its query. Returns how to take that back. */
export function offerRun(query: DataQuery, run: () => void): () => void {
  const name = nameOf(query);
  runners.set(name, run);
  return () => {
    if (runners.get(name) === run) runners.delete(name);
  };
}

/** Asks the query of an open editor; without such an editor nothing happens. */
export const runQuery = (query: DataQuery): void => runners.get(nameOf(query))?.();
