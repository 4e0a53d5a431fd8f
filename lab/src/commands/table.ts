/** Columns as wide as their widest cell, one space between them; numbers to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly boolean[], least: readonly number[] = []): string {
  const widths = right.map((_, column) => Math.max(least[column] ?? 0, ...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
          .join(' ')
          .trimEnd()}\n`,
    )
    .join('');
}
