import { expect, it } from 'vitest';
import { matchesGlob } from './glob.ts';
import { toMatcher } from './selection.ts';

const names = ['dev-master', 'dev-worker1', 'dev-worker2', 'prod-master', 'a.b', 'axb'];
const picked = (...selection: string[]): string[] => {
  const matcher = toMatcher(selection, names, 'queries[0].vms');
  return matcher.ok ? names.filter(matcher.value) : [matcher.error.detail];
};

it('picks all when nothing is said', () => expect(picked()).toEqual(names));
it('takes names, globs and expressions together', () => {
  expect(picked('a.b', 'dev-worker?', '/^PROD/i')).toEqual(['dev-worker1', 'dev-worker2', 'prod-master', 'a.b']);
  expect(picked('*-master')).toEqual(['dev-master', 'prod-master']);
  expect(picked('/worker\\d$/')).toEqual(['dev-worker1', 'dev-worker2']);
});
it('names the entry whose expression is wrong', () => {
  expect(picked('dev-master', '/(/')[0]).toMatch(/^queries\[0\]\.vms\[1\]: Invalid regular expression/);
});
it('stops an expression that would run for ever', () => {
  const long = ['a'.repeat(60) + '!'];
  const matcher = toMatcher(['/^(a+)+$/'], long, 'vms');
  expect(matcher).toMatchObject({
    ok: false,
    error: { kind: 'bad_request', detail: expect.stringContaining('vms[0]: the regular expression takes too long') },
  });
});
it('matches globs without trying every way', () => {
  expect(matchesGlob('*a*a*a*a*a*a*b', 'a'.repeat(5000))).toBe(false);
  expect(matchesGlob('*', '')).toBe(true);
  expect(matchesGlob('a*c', 'abcbc')).toBe(true);
  expect(matchesGlob('a?c', 'ac')).toBe(false);
});
