import { describe, expect, it } from 'vitest';
import { NOON_MS, guestNamed } from '../testing.ts';
import { ChannelShell } from './channelShell.ts';

function open(command: string) {
  const said = { out: '', err: '', status: null as number | null, writes: 0 };
  const shell = new ChannelShell(
    { guest: guestNamed('dev-worker1'), now: () => NOON_MS, pid: 1, environment: new Map([['USER', 'admin']]), flavour: 'bash' },
    {
      write: (stream, text) => {
        said[stream] += text;
        said.writes++;
      },
      idle: () => undefined,
      end: (status) => {
        said.status = status;
      },
    },
  );
  shell.exec(command);
  return { shell, said };
}

describe('a channel with a shell', () => {
  it('keeps functions and variables from line to line', () => {
    const { shell, said } = open('exec sh');
    shell.feed('x=1\nf() { echo "$x-$1"; }\n');
    shell.feed('x=2; f ');
    expect(said.out).toBe('');
    shell.feed('a\n');
    expect(said.out).toBe('2-a\n');
  });

  it('waits for the end of a construct, however the text is cut', () => {
    const { shell, said } = open('sh');
    for (const char of 'if true; then\n  echo "a\nb"\nfi\nexit 7\n') shell.feed(char);
    expect(said).toMatchObject({ out: 'a\nb\n', status: 7 });
  });

  it('answers one write of input with one write of output', () => {
    const { shell, said } = open('sh');
    shell.feed('echo a; cat /proc/uptime; echo b\necho c\n');
    expect(said.writes).toBe(1);
  });

  it('gives a command the input up to its end', () => {
    const { shell, said } = open('cat; echo done');
    shell.feed('one\n');
    expect(said.out).toBe('');
    shell.feed('two\n');
    shell.feedEnd();
    expect(said).toMatchObject({ out: 'one\ntwo\ndone\n', status: 0 });
  });

  it('ends with the status of the last command, and with 2 at a syntax error', () => {
    const ended = open('sh');
    ended.shell.feed('false\n');
    ended.shell.feedEnd();
    expect(ended.said.status).toBe(1);
    const broken = open('sh');
    broken.shell.feed('echo before\nfi\necho after\n');
    expect(broken.said).toMatchObject({ out: 'before\n', status: 2 });
    expect(broken.said.err).toContain('"fi" unexpected');
  });

  it('kills a script that never ends instead of stopping every guest', () => {
    const { shell, said } = open('sh');
    shell.feed('while :; do x=$((x+1)); done\n');
    expect(said.status).toBe(137);
  });
});
