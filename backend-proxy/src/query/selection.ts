import { createContext, Script } from 'node:vm';
import type { Selection } from '@tart-lab/contract/query.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { badRequest } from '../problems.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { matchesGlob } from './glob.ts';

/** How long a user's regular expression may take over all names together: a bad one must not stop the proxy. */
const REGEX_TIMEOUT_MS = 50;
const testAll = new Script('names.filter((name) => expression.test(name))');

export type Matcher = (name: string) => boolean;

/**
 * Which of `names` a selection picks: exact names, globs over the whole name, or `/expression/` (`/…/i` ignores case) found
 * anywhere in it. An empty selection picks all. Fails with `bad_request` at the entry's path, such as `queries[0].vms[3]`.
 */
export function toMatcher(selection: Selection, names: Iterable<string>, path: string): Result<Matcher, Problem> {
  if (selection.length === 0) return ok(() => true);
  const candidates = [...new Set(names)];
  const picked = new Set<string>();
  for (const [i, entry] of selection.entries()) {
    const expression = /^\/(.+)\/(i?)$/s.exec(entry);
    if (!expression) {
      if (!/[*?]/.test(entry)) picked.add(entry);
      else for (const name of candidates) if (matchesGlob(entry, name)) picked.add(name);
      continue;
    }
    const matching = matchingNames(expression[1] ?? '', expression[2] ?? '', candidates);
    if (!matching.ok) return fail(badRequest('query', `${path}[${i}]: ${matching.error}`, 'Use names, * and ?, or a simpler expression.'));
    for (const name of matching.value) picked.add(name);
  }
  return ok((name) => picked.has(name));
}

function matchingNames(source: string, flags: string, names: readonly string[]): Result<string[], string> {
  let expression: RegExp;
  try {
    expression = new RegExp(source, flags);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  try {
    const matching: unknown = testAll.runInContext(createContext({ names, expression }), { timeout: REGEX_TIMEOUT_MS });
    const set = new Set(Array.isArray(matching) ? matching : []);
    return ok(names.filter((name) => set.has(name)));
  } catch {
    return fail(`the regular expression takes too long on ${names.length} names`);
  }
}
