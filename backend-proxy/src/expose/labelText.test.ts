import { expect, it } from 'vitest';
import { joined, labelText } from './labelText.ts';

it('escapes what would end a value or a line', () => {
  expect(labelText({ mountpoint: '/mnt/a "b"\\c\nd', mode: 'idle' })).toBe('mountpoint="/mnt/a \\"b\\"\\\\c\\nd",mode="idle"');
});
it('leaves out labels without a value', () => {
  expect(labelText({ a: '', b: null, c: undefined, d: '1' })).toBe('d="1"');
});
it('joins with a comma only where there are two', () => {
  expect([joined('a="1"', 'b="2"'), joined('', 'b="2"'), joined('a="1"', '')]).toEqual(['a="1",b="2"', 'b="2"', 'a="1"']);
});
