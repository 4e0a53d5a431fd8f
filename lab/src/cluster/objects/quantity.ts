const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The number that a quantity such as `250m` or `64Mi` stands for; undefined for what is none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const match = /^([+-]?[0-9.]+(?:e[+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(value);
  const factor = FACTORS[match?.[2] ?? '?'];
  const number = Number(match?.[1] ?? NaN);
  return factor === undefined || Number.isNaN(number) ? undefined : number * factor;
}
