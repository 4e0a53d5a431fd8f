import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROBLEM_KINDS } from './problem.ts';

it('every kind of the proxy’s problems has a row in docs/errors.md, and no row is left over', () => {
  const text = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const [proxyPart = ''] = text.split('The plugin adds');
  const rows = [...proxyPart.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(rows).toEqual([...PROBLEM_KINDS]);
});
