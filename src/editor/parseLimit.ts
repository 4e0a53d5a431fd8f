/** `""` is no limit (null); a whole number from 1 to 1000 itself; anything else is undefined. */
export function parseLimit(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const limit = Number(text);
  return Number.isInteger(limit) && limit >= 1 && limit <= 1000 ? limit : undefined;
}
