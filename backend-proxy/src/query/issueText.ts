import type { z } from 'zod';

const MOST_ISSUES = 3;

/** What a schema refused, field by field: `queries[0].vms[3]: Too small …`. Keys and messages only, never the values given. */
export function issueText(error: z.ZodError, prefix = ''): string {
  return error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => {
      const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), prefix);
      return `${field.replace(/^\./, '') || 'body'}: ${message}`;
    })
    .join('; ');
}
