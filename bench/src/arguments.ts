import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../../backend-proxy/src/result.ts';

export const SECTIONS = ['frames', 'proxy', 'scale', 'clusters', 'scrape', 'history'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** What to run: sections in their order, shorter with `quick`; `json` names a file for the figures. */
export interface BenchArguments {
  readonly sections: readonly SectionName[];
  readonly quick: boolean;
  readonly json?: string;
}

export const USAGE = `npm run bench [-- SECTION…] [--quick] [--json FILE]
  sections: ${SECTIONS.join(', ')} (all when none is named)
  --quick   a quarter of the time, for a first look
  --json    also writes the figures to a file`;

const isSection = (word: string): word is SectionName => SECTIONS.some((name) => name === word);

/** Reads the command line; fails with what was wrong. */
export function parseArguments(argv: readonly string[]): Result<BenchArguments, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
    });
    const unknown = positionals.find((word) => !isSection(word));
    if (unknown !== undefined) return fail(`there is no section ${unknown}`);
    const sections = positionals.length > 0 ? SECTIONS.filter((name) => positionals.includes(name)) : SECTIONS;
    return ok({ sections, quick: values.quick, ...(values.json !== undefined && { json: values.json }) });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}
