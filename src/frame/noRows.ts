import { DataFrameType, type DataFrame } from '@grafana/data';

/**
 * Frames that hold no row between them, with nothing but their notices left of the time series: a chart draws axes and a name for a
 * series without points, and says "No data", or the panel's own words for it, only where no frame has a value field. Where any frame
 * holds a row they stay as they are, so that a stat keeps the tiles of those that hold none. A table keeps its columns.
 */
export function noRows(frames: DataFrame[]): DataFrame[] {
  if (frames.some(({ length }) => length > 0)) return frames;
  return frames.map((frame) =>
    frame.meta?.type === DataFrameType.TimeSeriesMulti
      ? // Without fields, Explore cannot tell that it was a chart.
        { ...frame, fields: [], meta: { ...frame.meta, preferredVisualisationType: 'graph' } }
      : frame,
  );
}
