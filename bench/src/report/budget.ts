/** A limit that the design sets, with what was measured. `met` is null when it could not be measured. */
export interface Budget {
  readonly what: string;
  readonly limit: number;
  readonly unit: string;
  readonly measured: number | null;
  readonly met: boolean | null;
}

/** Compares with an upper limit; both are in `unit`. */
export function toBudget(what: string, measured: number | null, limit: number, unit: string): Budget {
  return { what, limit, unit, measured, met: measured === null ? null : measured <= limit };
}

/** One line a budget: `met      one frame, p50: 3.1 ms (budget 10 ms)`. */
export function formatBudget({ what, limit, unit, measured, met }: Budget): string {
  const verdict = met === null ? 'unknown' : met ? 'met' : 'NOT MET';
  return `  ${verdict.padEnd(8)} ${what}: ${measured === null ? 'not measured' : `${round(measured)} ${unit}`} (budget ${limit} ${unit})`;
}

/** Three significant digits, without an exponent. */
export const round = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));
