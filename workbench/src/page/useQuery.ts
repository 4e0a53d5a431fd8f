import { useCallback, useEffect, useState } from 'react';
import { from } from 'rxjs';
import { dateTime, type DataQuery, type DataQueryRequest, type DataQueryResponse, type DataSourceApi, type TimeRange } from '@grafana/data';

export interface Answered extends DataQueryResponse {
  readonly range: TimeRange;
}

const POINTS = 1000;
const REFRESH_MS = 5000;

/** Asks the data source when the queries or the range change, on `run`, and every 5 s while `live`. */
export function useQuery(datasource: DataSourceApi, queries: DataQuery[], minutes: number, live: boolean) {
  const [turn, setTurn] = useState(0);
  const [done, setDone] = useState(-1);
  const [data, setData] = useState<Answered | null>(null);

  useEffect(() => {
    const request = requestOf(queries, minutes);
    const subscription = from(datasource.query(request)).subscribe({
      next: (answer) => setData({ ...answer, range: request.range }),
      complete: () => setDone(turn),
    });
    return () => subscription.unsubscribe();
  }, [datasource, queries, minutes, turn]);

  useEffect(() => {
    if (!live) return;
    const timer = setInterval(() => setTurn((before) => before + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, [live]);

  const run = useCallback(() => setTurn((before) => before + 1), []);
  return { data, loading: done !== turn, run };
}

function requestOf(targets: DataQuery[], minutes: number): DataQueryRequest {
  const to = dateTime();
  const start = dateTime(to).subtract(minutes, 'minutes');
  return {
    app: 'explore',
    requestId: 'workbench',
    interval: '5s',
    intervalMs: Math.max(5000, (minutes * 60_000) / POINTS),
    maxDataPoints: POINTS,
    range: { from: start, to, raw: { from: `now-${minutes}m`, to: 'now' } },
    scopedVars: {},
    startTime: Date.now(),
    targets,
    timezone: 'browser',
  };
}
