import { fail, ok, type Result } from '../result.ts';

/** Where in the file a value stands, and what is wrong with it. */
export interface ConfigIssue {
  readonly path: string;
  readonly message: string;
}

export const joinPath = (parent: string, key: string | number): string =>
  typeof key === 'number' ? `${parent}[${key}]` : parent === '' ? key : `${parent}.${key}`;

/**
 * Fills `${VARIABLE}` in every string of a parsed YAML tree from the environment; `$$` is a literal dollar.
 *
 * Only values are filled, after parsing: a variable can never add keys. Fails with the key's path for each variable that is not set.
 */
export function expandVariables(tree: unknown, env: NodeJS.ProcessEnv): Result<unknown, ConfigIssue[]> {
  const issues: ConfigIssue[] = [];
  const expand = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => expand(item, joinPath(path, index)));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, joinPath(path, key))]));
  };
  const expandText = (text: string, path: string): string =>
    text.replace(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole: string, name: string | undefined) => {
      if (name === undefined) return '$';
      const value = env[name];
      if (value === undefined)
        issues.push({ path, message: `the environment variable ${name} is not set; set it, or use the key's …File form` });
      return value ?? whole;
    });
  const value = expand(tree, '');
  return issues.length > 0 ? fail(issues) : ok(value);
}
