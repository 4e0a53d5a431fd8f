import { fail, ok, type Result } from '../result.ts';
import type { Collector } from './collector.ts';
import { FILES_SECTION } from './frame.ts';
import { type Markers, splitMarkers } from './frameMarkers.ts';
import { ASK_HEADER, splitFiles } from './headFiles.ts';

/**
 * Why a collector got no section. `reached` is false when the frame ended before its turn: nothing is known against it then.
 */
export interface SectionFault {
  readonly kind: 'section_failed' | 'section_timed_out' | 'frame_garbled';
  readonly reached: boolean;
  readonly detail: string;
}

export interface FrameText {
  readonly text: string;
  readonly stderr: string;
  /** False when the answer ended before its end marker: the time ran out, or the connection broke. */
  readonly whole: boolean;
}

/** Exit statuses with which `timeout` says that it ended its command: by TERM, and by KILL. */
const TIMED_OUT = [124, 137];
const STDERR_TAIL = 300;

const fault = (kind: SectionFault['kind'], detail: string, reached = true): Result<never, SectionFault> => fail({ kind, reached, detail });
const tail = (text: string) => text.trim().slice(-STDERR_TAIL);

/** What a failed section had said on stderr: the text before its mark there, back to the mark of the one before. */
function stderrOf(stderr: string, nonce: string, name: string): string {
  const end = stderr.indexOf(`@${nonce} ${name}\n`);
  if (end < 0) return '';
  const previous = stderr.lastIndexOf(`@${nonce} `, end - 1);
  return tail(previous < 0 ? stderr.slice(0, end) : stderr.slice(stderr.indexOf('\n', previous) + 1, end));
}

/** Why a section is not among the whole ones. */
function missing(name: string, { whole }: FrameText, { open, garbled }: Markers): Result<never, SectionFault> {
  if (garbled !== undefined) return fault('frame_garbled', garbled);
  if (whole) return fault('frame_garbled', `the answer has no section ${name}`);
  if (open?.name === name) return fault('section_timed_out', `the answer ended inside this section after ${open.body.length} characters`);
  return fault('section_timed_out', 'the answer ended before this section', false);
}

/** What `head` printed. In a cut answer the last file may go on; those before it are whole. */
interface HeadOutput {
  readonly files: ReadonlyMap<string, string>;
  readonly whole: boolean;
  readonly cutIn?: string;
}

function headOutput({ sections, open }: Markers): HeadOutput | undefined {
  const section = sections.get(FILES_SECTION);
  if (section) return { files: splitFiles(section.body), whole: true };
  if (open?.name !== FILES_SECTION) return undefined;
  const files = splitFiles(open.body);
  return { files, whole: false, cutIn: [...files.keys()].at(-1) };
}

/** The files that a pattern's `*` may have become: those with the same beginning and end. */
function matching(pattern: string, files: ReadonlyMap<string, string>): string[] {
  const start = pattern.slice(0, pattern.search(/[[*?]/));
  const end = pattern.slice(pattern.lastIndexOf('*') + 1);
  return [...files.keys()].filter((path) => path.startsWith(start) && path.endsWith(end));
}

/** The part of a collector's section that `head` printed; an absent file that it needs fails it with head's own words. */
function fileText(collector: Collector, stderr: string, { files, whole, cutIn }: HeadOutput): Result<string, SectionFault> {
  let section = '';
  let failed: Result<never, SectionFault> | undefined;
  const take = (path: string, isNeeded: boolean): void => {
    const text = files.get(path);
    if (path === cutIn) failed ??= fault('section_timed_out', `the answer ended inside ${path}`);
    else if (!whole && text === undefined) failed ??= fault('section_timed_out', `the answer ended before ${path}`, false);
    else if (text) section += `${section ? '\n' : ''}==> ${path} <==\n${text}`;
    else if (isNeeded) failed ??= absent(path, stderr);
  };
  collector.files?.forEach((path) => take(path, true));
  collector.optionalFiles?.forEach((path) => {
    if (path.includes('*')) matching(path, files).forEach((found) => take(found, false));
    else take(path, false);
  });
  return failed ?? ok(section);
}

function absent(path: string, stderr: string): Result<never, SectionFault> {
  const words = stderr.split('\n').find((line) => line.includes(path));
  return fault('section_failed', words ? tail(words) : `${path} is missing or empty`);
}

/** The part of a collector's section that its `ask` printed. */
function askText(collector: Collector, nonce: string, answer: FrameText, markers: Markers): Result<string, SectionFault> {
  const section = markers.sections.get(collector.name);
  if (section === undefined) return missing(collector.name, answer, markers);
  const { body, status } = section;
  if (status === 0 || collector.acceptsStatus?.includes(status)) return ok(body);
  if (TIMED_OUT.includes(status)) return fault('section_timed_out', 'the command ran too long and was ended in the guest');
  const words = stderrOf(answer.stderr, nonce, collector.name);
  return fault('section_failed', `exit status ${status}${words ? `: ${words}` : ''}`);
}

/**
 * Takes a frame's answer apart: the section of every collector that was due, or why it has none.
 *
 * A collector with files and `ask` gets both in one text (see `collector.ts`). Sections that were whole before the answer was
 * cut are kept, and so are those before a marker that was wrong. Pure; never throws, whatever the guest printed.
 */
export function parseFrame(answer: FrameText, nonce: string, due: readonly Collector[]): ReadonlyMap<string, Result<string, SectionFault>> {
  const markers = splitMarkers(answer.text, nonce);
  const head = headOutput(markers);
  return new Map(
    due.map((collector) => {
      const reads = (collector.files ?? collector.optionalFiles) !== undefined;
      const files = !reads ? ok('') : head ? fileText(collector, answer.stderr, head) : missing(FILES_SECTION, answer, markers);
      if (!files.ok || collector.ask === undefined) return [collector.name, files];
      const asked = askText(collector, nonce, answer, markers);
      if (!asked.ok || !reads) return [collector.name, asked];
      return [collector.name, ok(`${files.value}${files.value ? '\n' : ''}${ASK_HEADER}\n${asked.value}`)];
    }),
  );
}
