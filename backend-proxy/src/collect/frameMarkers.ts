/** What stood between a section's markers, and the exit status behind its end. */
export interface RawSection {
  readonly body: string;
  readonly status: number;
}

/**
 * The sections of an answer that are whole. `open` is the one that had begun and not ended, with what it had said until then;
 * `garbled` tells what stood where a marker had to be, and nothing behind it is believed.
 */
export interface Markers {
  readonly sections: ReadonlyMap<string, RawSection>;
  readonly open?: { readonly name: string; readonly body: string };
  readonly garbled?: string;
}

const BEGIN = /^begin (\w+)$/;
const END = /^end (\w+) (\d{1,3})$/;

/**
 * Splits a frame's answer at its markers: `@NONCE start`, per section `@NONCE begin NAME` … `@NONCE end NAME STATUS`, `@NONCE done`.
 * The newline before an end marker belongs to the marker, so output without a last newline stays as it was. What comes before
 * the start marker is not ours (a banner, a late answer). Between two sections there must be nothing.
 */
export function splitMarkers(text: string, nonce: string): Markers {
  const sections = new Map<string, RawSection>();
  const mark = `@${nonce} `;
  const start = text.indexOf(`${mark}start\n`);
  if (start < 0) return { sections, garbled: text.includes(`${mark}begin `) ? 'the start marker is missing' : undefined };
  let at = start + mark.length + 'start\n'.length;
  while (at < text.length && !text.startsWith(`${mark}done`, at)) {
    const lineEnd = text.indexOf('\n', at);
    const rest = text.slice(at, lineEnd < 0 ? undefined : lineEnd);
    if (lineEnd < 0 && (mark.startsWith(rest) || rest.startsWith(mark))) return { sections }; // cut inside a begin marker
    const name = rest.startsWith(mark) ? BEGIN.exec(rest.slice(mark.length))?.[1] : undefined;
    if (name === undefined) return { sections, garbled: 'output between two sections' };
    if (sections.has(name)) {
      sections.delete(name);
      return { sections, garbled: `section ${name} came twice` };
    }
    const end = text.indexOf(`\n${mark}`, lineEnd + 1);
    const endLine = end < 0 ? -1 : text.indexOf('\n', end + 1);
    if (endLine < 0) return { sections, open: { name, body: text.slice(lineEnd + 1, end < 0 ? undefined : end) } };
    const [, endName, status] = END.exec(text.slice(end + 1 + mark.length, endLine)) ?? [];
    if (endName !== name) return { sections, garbled: `section ${name} does not end with its own marker` };
    sections.set(name, { body: text.slice(lineEnd + 1, end), status: Number(status) });
    at = endLine + 1;
  }
  return { sections };
}
