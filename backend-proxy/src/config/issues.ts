import type { z } from 'zod';
import { joinPath, type ConfigIssue } from './expand.ts';

/** Turns schema issues into the file's own terms: the key's path, what is wrong, and for an unknown key the one that was probably meant. */
export function toConfigIssues(error: z.ZodError, knownKeys: (path: readonly PropertyKey[]) => readonly string[]): ConfigIssue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.reduce<string>((text, key) => joinPath(text, typeof key === 'number' ? key : String(key)), '');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => {
      const known = knownKeys(issue.path);
      const near = nearest(key, known);
      const hint = near ? `did you mean ${near}?` : known.length > 0 ? `known here: ${known.join(', ')}` : 'remove it';
      return { path: joinPath(path, key), message: `unknown key; ${hint}` };
    });
  });
}

/** The candidate within two edits of a word, if there is one. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }));
  ranked.sort((a, b) => a.edits - b.edits);
  return ranked[0] && ranked[0].edits <= 2 ? ranked[0].candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
