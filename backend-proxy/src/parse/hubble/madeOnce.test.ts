import { expect, it } from 'vitest';
import { MadeOnce } from './madeOnce.ts';

const open = (most: number) => {
  const made: string[] = [];
  const texts = new MadeOnce<{ readonly text: string }>(most);
  const of = (text: string) =>
    texts.of(Buffer.from(`<${text}>`), 1, 1 + text.length, (bytes, from, to) => {
      made.push(bytes.toString('latin1', from, to));
      return { text: bytes.toString('latin1', from, to) };
    });
  return { made, of };
};

it.each([
  ['short', 'a', 'b'],
  ['long', 'a'.repeat(200), 'b'.repeat(200)],
])('makes something once of the same %s bytes, wherever they lie', (_, one, other) => {
  const { made, of } = open(10);
  const first = of(one);
  expect(of(other)).toEqual({ text: other });
  expect(of(one)).toBe(first);
  expect(made).toEqual([one, other]);
});

it('tells long ones apart that differ in any byte', () => {
  const { of } = open(1000);
  const plain = 'x'.repeat(300);
  const all = [plain, ...Array.from({ length: 300 }, (_, i) => `${plain.slice(0, i)}y${plain.slice(i + 1)}`), `${plain}x`];
  const made = all.map(of);
  expect(made.map(({ text }) => text)).toEqual(all);
  expect(all.map(of).every((again, i) => again === made[i])).toBe(true);
});

it('forgets all when there are too many', () => {
  const { made, of } = open(2);
  const [short, long] = ['a', 'b'.repeat(100)];
  of(short);
  of(long);
  of('c');
  of(short);
  expect(made).toEqual([short, long, 'c', short]);
});
