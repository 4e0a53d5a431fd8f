/** The header behind which `ask`'s answer stands in the section of a collector that also reads files. */
export const ASK_HEADER = '==> ask <==';

const OPEN = '\n==> ';
const CLOSE = ' <==';

/**
 * Takes apart what `head -n N f1 f2 …`, or bash in its place, printed: path → text. A file that head could not open has no entry; the answer of a
 * collector's `ask` has the key `ask`. The newline that head puts before a header belongs to no file.
 */
export function splitFiles(section: string): Map<string, string> {
  const files = new Map<string, string>();
  const text = `\n${section}`; // now the first header has one too
  let path: string | undefined;
  let start = 0;
  let at = text.indexOf(OPEN);
  while (at >= 0) {
    const end = text.indexOf('\n', at + 1);
    if (end < 0) break;
    const name = text.slice(at + OPEN.length, end - CLOSE.length);
    const isHeader = text.startsWith(CLOSE, end - CLOSE.length) && (name.startsWith('/') || name === 'ask');
    if (isHeader) {
      if (path !== undefined) files.set(path, text.slice(start, at));
      path = name;
      start = end + 1;
    }
    at = text.indexOf(OPEN, isHeader ? start : end);
  }
  if (path !== undefined) files.set(path, text.slice(start));
  return files;
}
