import { css } from '@emotion/css';
import { useMemo } from 'react';
import { applyFieldOverrides, FieldColorModeId, type DataFrame, type Field, type TimeRange } from '@grafana/data';
import { LegendDisplayMode, TimeSeries, useStyles2, useTheme2 } from '@grafana/ui';
import { useWidth } from './useWidth.ts';

const HEIGHT = 340;
const CUSTOM = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 1.5,
  fillOpacity: 6,
  gradientMode: 'none',
  showPoints: 'auto',
  pointSize: 4,
  spanNulls: false,
  axisPlacement: 'auto',
  axisLabel: '',
  scaleDistribution: { type: 'linear' },
  stacking: { mode: 'none', group: 'A' },
  thresholdsStyle: { mode: 'off' },
  hideFrom: { legend: false, tooltip: false, viz: false },
};

/** How a panel draws a field unless someone changes it. */
const withDrawing = (field: Field): Field => ({
  ...field,
  config: { color: { mode: FieldColorModeId.PaletteClassic }, ...field.config, custom: CUSTOM },
});

/** Time series as Grafana draws them, with the legend below. A gap in the data is a gap in the line. */
export function Chart({ frames, range }: { readonly frames: DataFrame[]; readonly range: TimeRange }) {
  const theme = useTheme2();
  const styles = useStyles2(() => ({ chart: css({ width: '100%', minHeight: HEIGHT }) }));
  const { ref, width } = useWidth();
  const prepared = useMemo(
    () =>
      applyFieldOverrides({
        data: frames.map((frame) => ({ ...frame, fields: frame.fields.map(withDrawing) })),
        fieldConfig: { defaults: {}, overrides: [] },
        replaceVariables: (text) => text,
        theme,
        timeZone: 'browser',
      }),
    [frames, theme],
  );
  return (
    <div ref={ref} className={styles.chart} role="figure" aria-label={`${frames.length} time series`}>
      {width > 0 && (
        <TimeSeries
          frames={prepared}
          width={width}
          height={HEIGHT}
          timeRange={range}
          timeZone="browser"
          legend={{ showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] }}
        />
      )}
    </div>
  );
}
