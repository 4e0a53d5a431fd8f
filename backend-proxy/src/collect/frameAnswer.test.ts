import { describe, expect, it } from 'vitest';
import { ok } from '../result.ts';
import type { Collector } from './collector.ts';
import { parseFrame } from './frameAnswer.ts';

const NONCE = '00112233445566778899aabbccddeeff';
const M = `@${NONCE}`;
const collector = (part: Partial<Collector> & { name: string }): Collector => ({
  os: 'linux',
  everySeconds: 0,
  toFindings: () => ok({ readings: [] }),
  ...part,
});
const ASK = collector({ name: 'ask1', ask: 'x' });
const OTHER = collector({ name: 'ask2', ask: 'x', acceptsStatus: [1] });
const STAT = collector({ name: 'stat', files: ['/proc/stat'] });
const NET = collector({ name: 'net', files: ['/proc/net/dev'], optionalFiles: ['/proc/net/route'], ask: 'x' });
const DUE = [ASK, STAT, NET, OTHER];

const FILES = `==> /proc/stat <==\ncpu\n\n==> /proc/net/dev <==\neth0\n\n==> /dev/null <==\n`;
const section = (name: string, body: string, status = 0) => `${M} begin ${name}\n${body}\n${M} end ${name} ${status}\n`;
const frame = (...sections: string[]) => `${M} start\n${sections.join('')}${M} done\n`;
const WHOLE = [section('ask1', 'one\n'), section('files', FILES), section('net', '/sys\n'), section('ask2', 'no newline')];
const parse = (text: string, { due = DUE, stderr = '', whole = true } = {}) =>
  Object.fromEntries(
    [...parseFrame({ text, stderr, whole }, NONCE, due)].map(([name, result]) => [name, result.ok ? result.value : result.error]),
  );

describe('parseFrame', () => {
  it('gives every collector its section, files and answer in one', () => {
    expect(parse(frame(...WHOLE))).toEqual({
      ask1: 'one\n',
      stat: '==> /proc/stat <==\ncpu\n',
      net: '==> /proc/net/dev <==\neth0\n\n==> ask <==\n/sys\n',
      ask2: 'no newline',
    });
  });

  it('reads an answer whose end marker was taken off, and one behind a banner', () => {
    const text = `Welcome to Ubuntu\n${frame(...WHOLE)}`;
    expect(parse(text.slice(0, text.indexOf(`${M} done`)))['ask2']).toBe('no newline');
  });

  it('keeps empty output empty', () => {
    expect(parse(frame(section('ask1', '')), { due: [ASK] })).toEqual({ ask1: '' });
  });

  it('loses only the section whose command failed, with its status and what it said', () => {
    const stderr = `warning of another\n${M} ask0\nsh: ss: not found\n${M} ask1\n`;
    const sections = parse(frame(section('ask1', '', 127), ...WHOLE.slice(1)), { stderr });
    expect(sections['ask1']).toEqual({ kind: 'section_failed', reached: true, detail: 'exit status 127: sh: ss: not found' });
    expect(sections['stat']).toContain('cpu');
  });

  it('takes a status that the collector accepts', () => {
    expect(parse(frame(section('ask2', 'rows', 1)), { due: [OTHER] })).toEqual({ ask2: 'rows' });
  });

  it('knows a command that was ended in the guest from one that failed', () => {
    expect(parse(frame(section('ask2', '', 137)), { due: [OTHER] })['ask2']).toMatchObject({ kind: 'section_timed_out', reached: true });
  });

  it('loses only the collector whose file is missing, in the words of head', () => {
    const files = FILES.slice(FILES.indexOf('==> /proc/net'));
    const stderr = "head: cannot open '/proc/stat' for reading: No such file or directory\n";
    const sections = parse(frame(WHOLE[0]!, section('files', files, 1), ...WHOLE.slice(2)), { stderr });
    expect(sections['stat']).toEqual({ kind: 'section_failed', reached: true, detail: stderr.trim() });
    expect(sections['net']).toContain('eth0');
  });

  it('counts an empty file as missing (PSI that is switched off opens and then refuses to be read)', () => {
    const files = '==> /proc/stat <==\n\n==> /proc/net/dev <==\neth0\n\n==> /dev/null <==\n';
    expect(parse(frame(WHOLE[0]!, section('files', files), ...WHOLE.slice(2)))['stat']).toMatchObject({
      kind: 'section_failed',
      detail: '/proc/stat is missing or empty',
    });
  });

  it('blames the section in which a cut answer ended, keeps those before it and holds nothing against those behind it', () => {
    const text = frame(...WHOLE);
    const sections = parse(text.slice(0, text.indexOf('/sys')), { whole: false });
    expect(sections['ask1']).toBe('one\n');
    expect(sections['stat']).toContain('cpu');
    expect(sections['net']).toMatchObject({ kind: 'section_timed_out', reached: true });
    expect(sections['ask2']).toMatchObject({ kind: 'section_timed_out', reached: false });
  });

  it('keeps the files before the one in which the answer ended', () => {
    const text = frame(...WHOLE);
    const sections = parse(text.slice(0, text.indexOf('eth0')), { whole: false });
    expect(sections['stat']).toContain('cpu');
    expect(sections['net']).toMatchObject({ kind: 'section_timed_out', reached: true, detail: 'the answer ended inside /proc/net/dev' });
  });

  it('never takes a part for the whole, wherever the answer is cut', () => {
    const text = frame(...WHOLE);
    const whole = parse(text);
    for (let length = 0; length < text.length; length++) {
      for (const [name, value] of Object.entries(parse(text.slice(0, length), { whole: false }))) {
        if (typeof value === 'string') expect(value).toBe(whole[name]);
        else expect(value.kind).toBe('section_timed_out');
      }
    }
  });

  it.each([
    ['no start marker', `${M} begin ask1\nx\n${M} end ask1 0\n`],
    ['output between sections', `${M} start\n${WHOLE[0]}noise\n${WHOLE[1]}`],
    ['another section’s end', `${M} start\n${M} begin ask1\none\n${M} end ask2 0\n`],
    ['a section twice', `${M} start\n${WHOLE[0]}${WHOLE[0]}`],
    ['a section that never ends', `${M} start\n${M} begin ask1\none\n`],
    ['no sections at all', `${M} start\n${M} done\n`],
    ['garbage', '\u0000\u0007'.repeat(1000)],
  ])('calls a whole frame garbled: %s', (_, text) => {
    expect(parse(text)['ask2']).toMatchObject({ kind: 'frame_garbled' });
  });

  it('believes no section that came twice', () => {
    expect(parse(frame(WHOLE[0]!, WHOLE[0]!))['ask1']).toMatchObject({ kind: 'frame_garbled', detail: 'section ask1 came twice' });
  });

  it('takes markers with another nonce for ordinary output', () => {
    const forged = WHOLE.join('').replaceAll(NONCE, 'f'.repeat(32));
    expect(parse(frame(section('ask1', forged)), { due: [ASK] })).toEqual({ ask1: forged });
  });
});
