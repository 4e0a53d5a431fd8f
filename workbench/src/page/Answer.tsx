import { FieldType, type DataFrame, type DataQueryError, type QueryResultMetaNotice } from '@grafana/data';
import { Alert, Stack } from '@grafana/ui';
import type { Answered } from './useQuery.ts';
import { Chart } from './Chart.tsx';
import { TableView } from './TableView.tsx';

/** What came back: time series in one chart with their last values, every other frame as a table, and what is to be said of them. */
export function Answer({ data }: { readonly data: Answered }) {
  const frames = (data.data as DataFrame[]).filter((frame) => frame.fields.length > 0 && frame.length > 0);
  const series = frames.filter(isSeries);
  const tables = frames.filter((frame) => !isSeries(frame));
  const notices = (data.data as DataFrame[]).flatMap(({ meta }) => meta?.notices ?? []);
  return (
    <Stack direction="column" gap={2}>
      <Notices notices={notices} />
      {series.length > 0 && <Chart frames={series} range={data.range} />}
      {tables.map((frame, index) => (
        <TableView key={`${frame.refId}-${index}`} frame={frame} />
      ))}
      {frames.length === 0 && !data.errors?.length && <p>No data</p>}
    </Stack>
  );
}

Answer.Errors = function Errors({ errors }: { readonly errors: readonly DataQueryError[] }) {
  return errors.map((error, index) => (
    <Alert key={index} severity="error" title={error.message ?? 'The query failed'} bottomSpacing={0} topSpacing={1} />
  ));
};

function Notices({ notices }: { readonly notices: readonly QueryResultMetaNotice[] }) {
  const unique = new Map(notices.map((notice) => [notice.text, notice]));
  return [...unique.values()].map(({ severity, text }) => <Alert key={text} severity={severity} title={text} bottomSpacing={0} />);
}

/** A time and numbers, and nothing else: what a chart draws. */
const isSeries = ({ fields }: DataFrame): boolean =>
  fields[0]?.type === FieldType.time && fields.slice(1).every(({ type }) => type === FieldType.number) && fields.length > 1;
