/** The header behind which `ask`'s answer stands in the section of a collector that also reads files. */
export const ASK_HEADER = '==> ask <==';

const HEADER = /(?:^|\n)==> (\/[^\n]*|ask) <==\n/g;

/**
 * Takes apart what `head -n N f1 f2 …`, or bash in its place, printed: path → text. A file that head could not open has no entry; the answer of a
 * collector's `ask` has the key `ask`. The newline that head puts before a header belongs to no file.
 */
export function splitFiles(section: string): Map<string, string> {
  const files = new Map<string, string>();
  let path: string | undefined;
  let start = 0;
  for (const header of section.matchAll(HEADER)) {
    if (path !== undefined) files.set(path, section.slice(start, header.index));
    path = header[1];
    start = header.index + header[0].length;
  }
  if (path !== undefined) files.set(path, section.slice(start));
  return files;
}
