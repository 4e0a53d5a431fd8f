/** `""` is no limit (null); a number from 1 to `most`, whole unless `fraction` (then from 0.1), itself; anything else is undefined. */
export function parseLimit(text: string, most: number, fraction = false): number | null | undefined {
  if (text.trim() === '') return null;
  const limit = Number(text);
  return (fraction || Number.isInteger(limit)) && limit >= (fraction ? 0.1 : 1) && limit <= most ? limit : undefined;
}
