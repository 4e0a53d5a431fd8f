/**
 * The numbers of a line, which spaces separate; null where a word is none. Such lines are most of a frame: splitting at a space is what the
 * engine does fastest, and the empty words between several spaces cost less than a pattern would.
 */
export function numbersOf(line: string): number[] | null {
  const numbers: number[] = [];
  const isNumber = line.split(' ').every((word) => {
    if (word === '') return true;
    const number = Number(word);
    numbers.push(number);
    return Number.isFinite(number);
  });
  return isNumber ? numbers : null;
}
