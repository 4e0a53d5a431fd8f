import type { FrameField } from '@tart-lab/contract/frame.ts';

/** One column of a table: its id, its heading, how Grafana shows it, and its value in a row; null is "not known". */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly type: 'string' | 'number' | 'time' | 'boolean';
  readonly config?: Readonly<Record<string, unknown>>;
  readonly value: (row: Row) => string | number | boolean | null;
  /** Shown only when a query picks it: Explore draws twenty columns. */
  readonly onDemand?: boolean;
}

const RATIO = { unit: 'percentunit', min: 0, max: 1, decimals: 1 };
type Value<Row, T> = (row: Row) => T | null;

export const text = <Row>(id: string, title: string, value: Value<Row, string>): Column<Row> => ({
  id,
  title,
  type: 'string',
  config: { filterable: true },
  value,
});
export const number = <Row>(id: string, title: string, unit: string, value: Value<Row, number>): Column<Row> => ({
  id,
  title,
  type: 'number',
  config: unit === 'percentunit' ? RATIO : { unit },
  value,
});
export const time = <Row>(id: string, title: string, value: Value<Row, number>): Column<Row> => ({ id, title, type: 'time', value });
export const flag = <Row>(id: string, title: string, value: Value<Row, boolean>): Column<Row> => ({ id, title, type: 'boolean', value });
export const onDemand = <Row>(column: Column<Row>): Column<Row> => ({ ...column, onDemand: true });

export function toField<Row>({ id, title, type, config }: Column<Row>): FrameField {
  return { name: id, type, config: { ...config, displayNameFromDS: title } };
}
