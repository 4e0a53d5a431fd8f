/** Up to three of `known` that a misspelt word may mean: those with the fewest letters to change, else all when they are few. */
export function nearest(word: string, known: readonly string[]): string[] {
  const lower = word.toLowerCase();
  const close = known
    .map((one) => ({ one, distance: one.toLowerCase().includes(lower) ? 1 : distanceOf(lower, one.toLowerCase()) }))
    .filter(({ distance, one }) => distance <= Math.max(2, one.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .map(({ one }) => one);
  return close.length > 0 ? close.slice(0, 3) : known.length <= 12 ? [...known] : [];
}

/** Letters to insert, remove or change. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
