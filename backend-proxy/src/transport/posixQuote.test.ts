import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { posixQuote } from './posixQuote.ts';

describe('posixQuote', () => {
  it.each(['', 'plain-1.2', 'two words', "it's", '"', '$HOME `id` $(id) \\', '*?[a]', '; rm -rf x &', 'line\nbreak', '~', '-n', 'äö 😀'])(
    'brings %j through sh unchanged',
    (text) => {
      expect(execFileSync('sh', ['-c', `printf %s ${posixQuote(text)}`], { encoding: 'utf8' })).toBe(text);
    },
  );
});
