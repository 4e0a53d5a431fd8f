import { useCallback, useEffect, useRef } from 'react';
import type { FilledQuery } from '../../query/types.ts';

type Fields = Partial<FilledQuery>;

/**
 * Saves fields of a query and asks it, where they say something new. Where the page is slow, Grafana's lists tell one choice again at
 * every redraw: asked each time, it would be told without end.
 */
export function useChange(query: FilledQuery, onChange: (query: FilledQuery) => void, onRunQuery: () => void): (fields: Fields) => void {
  const latest = useRef(query);
  useEffect(() => {
    latest.current = query;
  });
  return useCallback(
    (fields) => {
      if (saysNothingNew(fields, latest.current)) return;
      latest.current = { ...latest.current, ...fields };
      onChange({ ...query, ...fields });
      onRunQuery();
    },
    [query, onChange, onRunQuery],
  );
}

const saysNothingNew = (fields: Fields, query: FilledQuery): boolean =>
  Object.entries({ ...query, ...fields }).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(query[name as keyof FilledQuery]),
  );
