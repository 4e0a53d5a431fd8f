type Row = Record<string, unknown>;

/** A number out of a row; NaN when it is something else, which no comparison lets through. */
export function numberOf(row: Row | undefined, column: string): number {
  const value = row?.[column];
  return typeof value === 'number' ? value : NaN;
}

/** A text out of a row; empty when it is something else. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}

/** A blob out of a row; empty, which no decoder accepts, when it is something else. */
export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}
