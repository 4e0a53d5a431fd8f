import { describe, expect, it } from 'vitest';
import { parseOsRelease } from './osRelease.ts';

describe('parseOsRelease', () => {
  it.each([
    ['PRETTY_NAME="Ubuntu 24.04.1 LTS"\nNAME="Ubuntu"\n', 'Ubuntu 24.04.1 LTS'],
    ["NAME='Alpine Linux'\nVERSION_ID=3.20.1\n", 'Alpine Linux 3.20.1'],
    ['NAME=Arch\n', 'Arch'],
    ['PRETTY_NAME="A \\"quoted\\" name"', 'A "quoted" name'],
    ['', null],
    ['# nothing\n', null],
  ])('finds in %j the name %j', (text, name) => {
    expect(parseOsRelease(text)).toBe(name);
  });
});
