/** `""` is no limit (null); a whole number from 1 to `most` itself; anything else is undefined. */
export function parseLimit(text: string, most: number): number | null | undefined {
  if (text.trim() === '') return null;
  const limit = Number(text);
  return Number.isInteger(limit) && limit >= 1 && limit <= most ? limit : undefined;
}
