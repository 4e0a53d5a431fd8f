import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runScript } from '../testing.ts';

const hasDash = spawnSync('dash', ['-c', ':']).status === 0;

/** Scripts whose output and status must be dash's own. */
const SCRIPTS: readonly string[] = [
  'echo hello world',
  'echo \'single $x\' "double $HOME_NOT_SET" plain\\ space',
  'x=1; y="a b"; echo $x $y "$y"',
  'x="  a   b  "; echo $x; echo "$x"',
  'unset z; echo ${z:-def} ${z-def} "${z:+set}" ${z:=given} $z',
  'z=; echo "[${z:-empty}]" "[${z-unset}]" "[${z:+x}]" "[${z+x}]"',
  'y=foo.tar.gz; echo ${y%.*} ${y%%.*} ${y#*.} ${y##*.} ${#y}',
  'p=/usr/lib/x.so; echo ${p##*/} ${p%/*} "${p#/usr}"',
  'echo $((1 + 2 * 3)) $((7 / 2)) $((7 % 3)) $((1 << 10)) $((5 > 3)) $((!0)) $((-3 + 1)) $(( (1+2)*3 ))',
  'x=5; echo $((x + 1)) $(($x * 2)); : $((x += 10)); echo $x',
  'echo $((0x1f)) $((010)) $((3 == 3 && 2 != 2)) $((1 ? 10 : 20))',
  'echo `echo back` $(echo dollar) "$(echo "nested $(echo deep)")"',
  'echo "$(printf \'a\\n\\n\\n\')|"',
  'f() { echo "in $1 $#"; return 3; }; f a b; echo $?',
  'f() { local x=inner; echo $x; }; x=outer; f; echo $x',
  'f() { shift; echo "$@"; }; f 1 2 3',
  'f() { f() { echo second; }; echo first; }; f; f',
  'set -- a "b c" d; for i in "$@"; do echo "<$i>"; done; echo $# "$*"',
  'set -- a "b c"; for i in $@; do echo "<$i>"; done; for i; do echo "$i"; done',
  'set --; for i in "$@"; do echo never; done; echo "none:$#"',
  'set -- a b c; shift; echo $1; shift 2; echo $#',
  'for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done',
  'for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done',
  'i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i; until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i',
  'if true; then echo yes; else echo no; fi; if false; then :; elif true; then echo elif; fi',
  'if false; then echo x; fi; echo $?',
  'case abc in a*) echo star;; *) echo other;; esac',
  'case b in a|b) echo either;; esac; case "*" in "*") echo literal;; esac; case x in [a-c]) echo c;; [!a-c]) echo not;; esac',
  'case $(echo q) in (q) echo paren ;; esac; echo $?',
  'true && echo and; false || echo or; false && echo never; ! false; echo $?',
  'true; ! true; echo $?; ! false | true; echo $?',
  'false | true; echo $?; true | false; echo $?',
  '( x=9; echo $x ); echo "x=$x"; { x=8; }; echo $x',
  '( exit 4 ); echo $?; (false) || echo failed',
  "printf '%s\\n' one two; printf '%d-%s|' 1 a 2 b; echo",
  "printf '%5s|%-5s|%05d|%x|%o|%c|%%\\n' ab cd 42 255 8 hello",
  "printf '%.2f %e %g\\n' 3.14159 12345.678 0.5",
  "printf 'tab\\there\\101\\n'; printf '%b' 'x\\ty\\n'",
  "printf '\\n@%s end %s %s\\n' tag name 0",
  'echo "a\\tb"; echo -n no newline; echo',
  'printf "a b\\nc d\\n" | while read -r x y; do echo "$y $x"; done',
  'printf "  lead trail  \\n" | { IFS= read -r l; echo "[$l]"; }',
  'printf "a:b:c\\n" | { IFS=: read -r x y; echo "$x|$y"; }',
  'printf "no newline" | { read -r x; echo "$? $x"; }',
  'printf "a\\\\nb\\n" | { read -r x; echo "$x"; }; printf "1 2 3\\n" | { read a b; echo "$b"; }',
  'IFS=:; v=a:b::c; set -- $v; echo $#; echo "$2" "$3" "$4"',
  'IFS=,; set -- 1 2 3; echo "$*"; unset IFS; echo "$*"',
  'v="a b"; set -- $v$v; echo $# $2; set -- "$v"$v; echo $#',
  'cat <<EOF\nvalue $((1+1)) $(echo sub)\nEOF',
  "cat <<'EOF'\nliteral $x `no`\nEOF\necho after",
  'cat <<-EOF\n\tindented\n\tEOF',
  'cat <<A; cat <<B\nfirst\nA\nsecond\nB',
  'echo out; echo err >&2; { echo both; echo hidden >&2; } 2>/dev/null',
  'x=$(echo err 2>&1 >/dev/null); echo "[$x]"; x=$( { echo e >&2; } 2>&1 ); echo "[$x]"',
  'exec 3>&1; echo three >&3; exec 2>&1; nosuchcommand_x 2>/dev/null; echo $?',
  'nosuchcommand_x; echo $?',
  '[ -n a ] && [ -z "" ] && [ a = a ] && [ a != b ] && [ 3 -gt 2 ] && [ ! -e /nonexistent ] && echo ok',
  '[ 1 -eq 1 -a 2 -eq 3 ]; echo $?; [ 1 -eq 1 -o 2 -eq 3 ]; echo $?; [ "" ]; echo $?; test abc; echo $?',
  '[ -d /tmp ] && [ -d /proc ] && [ ! -f /tmp ] && echo dirs; [ x = "(" ]; echo $?',
  '[ a -eq 1 ] 2>/dev/null; echo $?',
  'eval "echo \\$((2+2))"; cmd="echo from eval"; eval $cmd; eval "x=1; false"; echo $?',
  'command -v echo; command -v nosuchcommand_x; echo $?; command echo direct',
  'f() { echo function; }; f; unset -f f; f 2>/dev/null; echo $?',
  'x=1; x=2 true; echo $x; x=3 :; echo $x',
  "x=before; x=during sh -c 'echo $x'; echo $x",
  "export A=1; sh -c 'echo $A'; B=2; sh -c 'echo \"[$B]\"'",
  'sh -c \'echo $0 $1 $#\' name one; sh -c "exit 7"; echo $?',
  'set -e; false || echo survived; if false; then :; fi; echo still; false; echo never',
  'set -f; echo /*; set +f',
  'echo "quote\'s" \'"\' "\\$x \\` \\\\ \\a"',
  'a=1 b=$a; echo $b; c=$((a+1))$b; echo $c',
  'echo ${x:-$(echo sub)} "${x:-a  b}" ${x:-"c  d"}',
  'echo one # a comment\n# another\necho two',
  'echo a \\\n  b; echo c;echo d',
  'if :; then\n  echo multi\n\n  echo line\nfi\nfor x in a \\\n b\ndo echo $x\ndone',
  'f()\n{\n  echo newline brace\n}\nf',
  'while read -r x; do echo "$x"; done <<EOF\n1\n2\nEOF',
  'x=$(while :; do echo once; break; done); echo $x',
  '{ echo a; echo b; } | { read -r x; read -r y; echo "$y$x"; }',
  "trap 'echo bye' EXIT; echo hi; exit 3",
  'exit 300',
  'return 2>/dev/null; echo $?',
  '(echo x; exit 2) | cat; echo $?',
  'if then',
  'echo "unterminated',
  'for x in; do echo; done; echo ok',
  'echo )',
  ': ${nope:?message}; echo never',
  'echo $(( 1 / 0 )); echo never',
  // Programs, beside those of the machine that tests.
  'printf "b\\na\\nb\\n" | sort | uniq -c | sort -rn',
  'printf "10\\n9\\n2\\n" | sort; printf "10\\n9\\n2\\n" | sort -n; printf "x 3\\ny 1\\n" | sort -k2',
  'printf "a b c\\n" | cut -d" " -f2; printf "abcdef\\n" | cut -c2-4; printf "a:b:c\\nnone\\n" | cut -d: -f1,3 -s',
  'printf "1\\n2\\n3\\n4\\n" | head -n 2; printf "1\\n2\\n3\\n" | tail -n 1; printf "1\\n2\\n3\\n" | tail -n +2; printf "1\\n2\\n3\\n" | head -n -1; printf abcdef | head -c 3',
  'echo one > /tmp/lab-dash-a; echo two > /tmp/lab-dash-b; echo three >> /tmp/lab-dash-b; head -n 5 /tmp/lab-dash-a /tmp/lab-dash-b /dev/null; cat /tmp/lab-dash-a /tmp/lab-dash-b | wc -l; rm /tmp/lab-dash-a /tmp/lab-dash-b',
  'head -n 3 /nonexistent /dev/null; echo $?; cat /nonexistent; echo $?',
  'printf "alpha\\nBeta\\n" | grep -i b; printf "a1\\nb2\\n" | grep -c [0-9]; printf "x\\n" | grep -q y; echo $?; printf "aa\\nab\\n" | grep -E "^a(a|c)$"; printf "a\\nb\\n" | grep -v a; printf "a+b\\n" | grep "a+b"',
  'printf "a b  c\\n" | tr -s " "; printf "abc\\n" | tr a-c A-C; printf "a-b\\n" | tr -d -',
  'printf "a b\\nc\\n" | wc -l; printf "a b\\n" | wc -w; basename /a/b.c .c; dirname /a/b',
  'timeout 5 echo inside; timeout -s KILL 3 sh -c "exit 9"; echo $?; env X=1 sh -c \'echo $X\'',
  'date -u -d @0 +%Y-%m-%dT%H:%M:%S; date -u -d @86399 "+%j %a %b %e"; seq 3; seq 2 2 6',
  'cd /tmp; pwd; cd /nonexistent 2>/dev/null || echo stayed; cd /; pwd',
  'type echo >/dev/null && echo known; umask >/dev/null; :; wait; echo $?',
  'x=abc; case $x in *b*) echo has b;; esac; case "a b" in "a b") echo spaced;; esac',
  'echo a | { cat; echo b; } | cat; echo "$(echo a; echo b)" | wc -l',
  'x="*"; echo "$x"; y="a*b"; echo "${y%\\**}" "${y#a"*"}"',
  'i=3; while [ $((i -= 1)) -ge 0 ]; do printf "%s " $i; done; echo',
];

describe.runIf(hasDash)('the shell, beside dash', () => {
  it.each(SCRIPTS)('prints and returns what dash does: %s', (script) => {
    const real = spawnSync('dash', ['-c', script], {
      encoding: 'utf8',
      cwd: '/tmp',
      env: { PATH: process.env['PATH'], HOME: '/home/admin', LC_ALL: 'C' },
    });
    const ours = runScript(script);
    expect({ out: ours.out, status: ours.status }).toEqual({ out: real.stdout, status: real.status });
  });
});

describe('the shell', () => {
  it('names itself in front of a missing command, as sh does', () => {
    expect(runScript('nosuch').err).toBe('sh: 1: nosuch: not found\n');
  });

  it('sleeps on its own clock instead of stopping the lab', () => {
    const begun = performance.now();
    expect(runScript('a=$(date +%s); sleep 90; b=$(date +%s); echo $((b - a))').out).toBe('90\n');
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('ends a command that outlasts its timeout', () => {
    expect(runScript('timeout 2 sleep 60; echo $?; timeout -s KILL 2 sleep 60; echo $?').out).toBe('124\n137\n');
  });
});
