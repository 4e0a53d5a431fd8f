/**
 * The relabelling rules of an Alloy configuration, in their order, as Prometheus has them: Alloy took names and meaning from there.
 * Reads `rule { … }` blocks of plain attributes: words, and lists of words. Throws at anything else.
 */
export function alloyRules(alloy: string): Record<string, unknown>[] {
  return [...alloy.matchAll(/^\s*rule \{\n([^{}]*)\}$/gm)].map(([, body = '']) =>
    Object.fromEntries(
      body
        .trim()
        .split('\n')
        .map((line): [string, unknown] => {
          const [, name, value] = /^\s*(\w+)\s*= (.+)$/.exec(line) ?? [];
          if (name === undefined || value === undefined) throw new Error(`${line} is no attribute`);
          return [name, JSON.parse(value)];
        }),
    ),
  );
}
