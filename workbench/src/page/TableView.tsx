import { useMemo } from 'react';
import { applyFieldOverrides, type DataFrame } from '@grafana/data';
import { Table, useTheme2 } from '@grafana/ui';
import { useWidth } from './useWidth.ts';

const ROW_PX = 36;
const MOST_ROWS = 14;

/** One frame as Grafana's table shows it. */
export function TableView({ frame }: { readonly frame: DataFrame }) {
  const theme = useTheme2();
  const { ref, width } = useWidth();
  const prepared = useMemo(
    () =>
      applyFieldOverrides({
        data: [frame],
        fieldConfig: { defaults: {}, overrides: [] },
        replaceVariables: (text) => text,
        theme,
        timeZone: 'browser',
      })[0],
    [frame, theme],
  );
  const height = (Math.min(frame.length, MOST_ROWS) + 1) * ROW_PX + 8;
  return (
    <div ref={ref} style={{ width: '100%', minHeight: height }} role="figure" aria-label={frame.name ?? `Table of query ${frame.refId}`}>
      {width > 0 && prepared && <Table data={prepared} width={width} height={height} />}
    </div>
  );
}
