import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTartGet } from './tartGet.ts';
import { parseTartIp } from './tartIp.ts';
import { parseTartList } from './tartList.ts';

const recorded = (name: string): string => readFileSync(new URL(`../../fixtures/tart/${name}.json`, import.meta.url), 'utf8');

describe('parseTartList', () => {
  it('reads local VMs in any order of keys and leaves images out', () => {
    expect(parseTartList(recorded('list-2.31'))).toEqual({
      ok: true,
      value: [
        { name: 'dev-worker1', state: 'running', diskBytes: 50e9, imageBytes: 9e9, accessedAtMs: Date.UTC(2026, 9, 1, 8, 15, 42) },
        { name: 'ci.macos-15', state: 'suspended', diskBytes: 80e9, imageBytes: 31e9, accessedAtMs: Date.UTC(2026, 8, 28, 17, 2, 5) },
      ],
    });
  });

  it('has null for what an older tart does not print', () => {
    expect(parseTartList(recorded('list-2.6'))).toMatchObject({ value: [{ state: 'running', accessedAtMs: null }] });
    expect(parseTartList(recorded('list-2.0'))).toMatchObject({ value: [{ state: 'stopped', diskBytes: null, imageBytes: 9e9 }] });
  });

  it('tolerates new fields, new states, sizes as text and dates for people', () => {
    expect(parseTartList(recorded('list-later'))).toEqual({
      ok: true,
      value: [{ name: 'dev-worker1', state: 'unknown', diskBytes: 50_500_000_000, imageBytes: 9_412_000_000, accessedAtMs: null }],
    });
  });

  it('is an empty list where no VM exists', () => {
    expect(parseTartList(recorded('list-empty'))).toEqual({ ok: true, value: [] });
  });

  it('fails on a text that was cut, on the table for people and on rows without a name', () => {
    expect(parseTartList(recorded('list-2.31').slice(0, 100))).toMatchObject({
      ok: false,
      error: { format: 'tart list --format json', line: '[' },
    });
    expect(parseTartList('Source Name Disk\nlocal a 50\n')).toMatchObject({ ok: false, error: { line: 'Source Name Disk' } });
    expect(parseTartList('[{"Source":"local"}]')).toMatchObject({ ok: false, error: { line: expect.stringMatching(/^0\.Name: /) } });
    expect(parseTartList('')).toMatchObject({ ok: false });
  });
});

describe('parseTartGet', () => {
  it('turns MiB and decimal GB into bytes, sizes as text too', () => {
    expect(parseTartGet(recorded('get-2.31'))).toEqual({
      ok: true,
      value: { os: 'linux', cpuCount: 4, memoryBytes: 8_589_934_592, diskBytes: 20e9, imageBytes: 9_412_000_000 },
    });
    expect(parseTartGet(recorded('get-2.6'))).toMatchObject({ value: { os: 'darwin', cpuCount: 8, imageBytes: 31_500_000_000 } });
  });

  it('does not know what is not said, and no OS it has not met', () => {
    expect(parseTartGet('{"OS":"plan9","Size":"a lot"}')).toEqual({
      ok: true,
      value: { os: null, cpuCount: null, memoryBytes: null, diskBytes: null, imageBytes: null },
    });
  });

  it('fails on what is no object', () => {
    expect(parseTartGet('[]')).toMatchObject({ ok: false });
    expect(parseTartGet('{"CPU":"four"}')).toMatchObject({ ok: false, error: { line: expect.stringMatching(/^CPU: /) } });
  });
});

describe('parseTartIp', () => {
  it('takes one address and nothing else', () => {
    expect(parseTartIp('192.168.64.7\n')).toEqual({ ok: true, value: '192.168.64.7' });
    expect(parseTartIp('fd00::7\n')).toMatchObject({ ok: true });
    expect(parseTartIp('')).toMatchObject({ ok: false });
    expect(parseTartIp('192.168.64.7\n192.168.64.8\n')).toMatchObject({ ok: false, error: { line: '192.168.64.7' } });
    expect(parseTartIp('192.168.64.700')).toMatchObject({ ok: false });
  });
});
