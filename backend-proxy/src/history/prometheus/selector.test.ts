import { describe, expect, it } from 'vitest';
import { oneOf, parseMatchers, quoted, selector } from './selector.ts';

describe('quoted', () => {
  it.each([
    ['dev-master', '"dev-master"'],
    ['a"b', '"a\\"b"'],
    ['a\\', '"a\\\\"'],
    ['a\nb\u0000', '"a\\nb\\u0000"'],
    ['half \ud800 of a pair', '"half \ufffd of a pair"'],
  ])('keeps %j one text', (text, written) => expect(quoted(text)).toBe(written));
});

describe('oneOf', () => {
  it('compares with one value, and with several as they are written', () => {
    expect(oneOf('vm', ['a.b'])).toBe('vm="a.b"');
    expect(oneOf('vm', ['a.b', 'c|d', 'e\\f"'])).toBe('vm=~"a\\\\.b|c\\\\|d|e\\\\\\\\f\\""');
    expect(oneOf('cluster', ['', 'dev'])).toBe('cluster=~"|dev"');
  });
});

it('leaves out empty matchers of a selector', () => {
  expect(selector('tart_vm_up', '', 'vm="a"', '')).toBe('tart_vm_up{vm="a"}');
  expect(selector('tart_vm_up')).toBe('tart_vm_up{}');
});

describe('parseMatchers', () => {
  it.each([
    ['{}', ''],
    ['{job="tart-lab"}', 'job="tart-lab"'],
    [' { job = "tart-lab" , proxy!~"old|\\"x\\"", } ', 'job="tart-lab",proxy!~"old|\\"x\\""'],
  ])('reads %s', (text, matchers) => expect(parseMatchers(text)).toBe(matchers));
  it.each(['job="a"', '{job=a}', '{job="a"} or vector(1)', '{job="a" proxy="b"}', '{job="a}', '{"job"="a"}', '', '{job="a"}[5m]{}'])(
    'refuses %s',
    (text) => expect(parseMatchers(text)).toBeNull(),
  );
});
