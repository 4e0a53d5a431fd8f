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
  let path: string | undefined;
  let start = 0;
  let at = nextName(section, 0);
  while (at >= 0) {
    const end = section.indexOf('\n', at);
    if (end < 0) break;
    const name = section.slice(at, end - CLOSE.length);
    const isHeader = section.startsWith(CLOSE, end - CLOSE.length) && (name.startsWith('/') || name === 'ask');
    if (isHeader) {
      if (path !== undefined) files.set(path, section.slice(start, at - OPEN.length));
      path = name;
      start = end + 1;
    }
    at = nextName(section, isHeader ? start : end);
  }
  if (path !== undefined) files.set(path, section.slice(start));
  return files;
}

/** Where the name of the next header begins; -1 without one. The first header of all has no newline before it. */
function nextName(text: string, from: number): number {
  if (from === 0 && text.startsWith(OPEN.slice(1))) return OPEN.length - 1;
  const at = text.indexOf(OPEN, from);
  return at < 0 ? -1 : at + OPEN.length;
}
