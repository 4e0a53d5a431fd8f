import { expect, it } from 'vitest';
import { splitFiles } from './headFiles.ts';

const filesOf = (section: string): [string, string][] => [...splitFiles(section)];

it('takes files apart at their headers', () => {
  expect(filesOf('==> /proc/a <==\none\ntwo\n\n==> /proc/b <==\nthree')).toEqual([
    ['/proc/a', 'one\ntwo\n'],
    ['/proc/b', 'three'],
  ]);
});
it('keeps an empty file, and the answer of ask', () => {
  expect(filesOf('==> /a <==\n\n==> ask <==\n3\n')).toEqual([
    ['/a', ''],
    ['ask', '3\n'],
  ]);
});
it('takes no other line for a header', () => {
  const text = '==> words <==\n==> /cut\n=> /b <==\n';
  expect(filesOf(`==> /a <==\n${text}`)).toEqual([['/a', text]]);
  expect(filesOf('before\n==> /a <==')).toEqual([]);
  expect(filesOf('before\n==> /a <==\nafter')).toEqual([['/a', 'after']]);
});
