import type { Collector } from './collector.ts';

/**
 * The functions that every frame uses, sent once when a channel opens.
 *
 * `tl_limit COMMAND…` ends a command after 3 s where the guest has `timeout` (KILL, because a dead network mount ignores TERM);
 * `tl_section NONCE NAME [FILES]` runs one section between its markers; `tl_frame NONCE SECTIONS FILES` answers one frame.
 * /dev/null stands behind the files because head(1) prints no `==> path <==` for a single file.
 *
 * A guest's time goes into starting processes (docs/decisions/0003-what-a-frame-costs.md). bash reads a whole file by itself, in
 * one system call, so there the files are read without any process; other shells read byte by byte, which costs more than head.
 */
const PRELUDE = `export LC_ALL=C
export PATH="$PATH:/usr/sbin:/sbin"
if timeout -s KILL 3 uname >/dev/null 2>&1 </dev/null; then
  tl_limit() { timeout -s KILL 3 "$@"; }
else
  tl_limit() { "$@"; }
fi
if [ -n "\${BASH_VERSION:-}" ]; then
  tl_files() {
    for tl_path in $1; do
      tl_text=
      IFS= read -r -d '' tl_text <"$tl_path"
      [ -z "$tl_text" ] || printf '==> %s <==\\n%s\\n' "$tl_path" "$tl_text"
    done
  }
else
  tl_files() { head -n 2000 $1 /dev/null; }
fi
tl_close() {
  [ "$3" -eq 0 ] || printf '@%s %s\\n' "$1" "$2" >&2
  printf '\\n@%s end %s %s\\n' "$1" "$2" "$3"
}
tl_section() {
  printf '@%s begin %s\\n' "$1" "$2"
  "tl_$2" "$3"
  tl_close "$1" "$2" "$?"
}
tl_frame() {
  printf '@%s start\\n' "$1"
  for tl_name in $2; do tl_section "$1" "$tl_name" "$3"; done
  printf '@%s done\\n' "$1"
}`;

/** The section that holds the files of all collectors; no collector may have this name. */
export const FILES_SECTION = 'files';

/**
 * The text that a newly opened guest shell gets first: the functions of every collector, so that a frame is one short line.
 * It prints nothing. Works in dash, bash and busybox sh.
 *
 * The grammar is kept small on purpose; the simulated lab interprets it (as a shell that is not bash): functions `name() { …; }`, newline, `;`, `&&`, `||`, `|`,
 * `if … then … else … fi`, `case … esac`, `for x in words-or-globs`, `[ … ]`, `NAME=value`, `$x ${x} ${x:-y} $1 $# $? $* "$@" $(…) $((…))`,
 * unquoted words that split, `set --`, `shift`, single and double quotes, `>/dev/null 2>/dev/null 2>&1 >&2 </dev/null` (also on
 * a function call), `printf` with %s and \n, `echo`, `export NAME=value`, `unset IFS`, `command -v`, `times`, `:`; programs: head cat df ss
 * sudo date timeout ps cut uniq uname id.
 */
export function frameSetup(collectors: readonly Collector[]): string {
  const parts = [PRELUDE];
  for (const { name, setup, ask } of collectors) {
    if (setup !== undefined) parts.push(setup);
    if (ask !== undefined) parts.push(`tl_${name}() {\n  ${ask.replaceAll('\n', '\n  ')}\n}`);
  }
  return `${parts.join('\n')}\n`;
}

/**
 * One frame: the line to send and the line that ends its answer. `nonce` is 16 random bytes in hex, new for every frame, so
 * that nothing a guest prints can pass for a marker. Sections come in the order of `due`, the files' section after the first:
 * `clock`, when due, leads, close to the start marker that the round trip is measured by.
 */
export function frameAsk(due: readonly Collector[], nonce: string): { text: string; endMarker: string } {
  const names = due.filter(({ ask }) => ask !== undefined).map(({ name }) => name);
  const files = [...new Set(due.flatMap((collector) => [...(collector.files ?? []), ...(collector.optionalFiles ?? [])]))];
  if (files.length > 0) names.splice(names[0] === 'clock' ? 1 : 0, 0, FILES_SECTION);
  return {
    text: `tl_frame ${nonce} '${names.join(' ')}' '${files.join(' ')}' </dev/null\n`,
    endMarker: `@${nonce} done`,
  };
}
