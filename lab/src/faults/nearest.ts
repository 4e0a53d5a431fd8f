/** The names most like a wrong one, best first, at most three: for "did you mean". */
export function nearest(wrong: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(wrong.length / 3));
  return names
    .map((name) => ({ name, distance: name.startsWith(wrong) ? 0 : distance(wrong, name) }))
    .filter(({ distance: far }) => far <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `unknown VM "x"; did you mean …?` */
export function unknown(what: string, wrong: string, names: readonly string[]): string {
  const near = nearest(wrong, names);
  return `unknown ${what} "${wrong}"; ${near.length > 0 ? `did you mean ${near.join(', ')}?` : `there are ${names.slice(0, 24).join(', ')}`}`;
}

/** Edits that turn one text into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
