import type { TextFormat } from './lines.ts';

/** What an answer is sent as. */
export interface Negotiated {
  readonly format: TextFormat;
  readonly contentType: string;
}

const OPENMETRICS: Negotiated = { format: 'openmetrics', contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8' };
const PROMETHEUS: Negotiated = { format: 'prometheus', contentType: 'text/plain; version=0.0.4; charset=utf-8' };
const KNOWN: ReadonlyMap<string, { readonly answer: Negotiated; readonly versions: readonly (string | undefined)[] }> = new Map([
  ['application/openmetrics-text', { answer: OPENMETRICS, versions: [undefined, '1.0.0'] }],
  ['text/plain', { answer: PROMETHEUS, versions: [undefined, '0.0.4'] }],
  ['text/*', { answer: PROMETHEUS, versions: [undefined] }],
  ['*/*', { answer: PROMETHEUS, versions: [undefined] }],
]);

interface Choice {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The entries of an Accept header: `text/plain;version=0.0.4;q=0.5, …`. */
function choices(header: string): Choice[] {
  return header.split(',').map((entry) => {
    const [name = '', ...rest] = entry.split(';').map((part) => part.trim());
    const parameters = new Map(
      rest.map((part): [string, string] => {
        const equals = part.indexOf('=');
        return [
          part.slice(0, equals).trim().toLowerCase(),
          part
            .slice(equals + 1)
            .trim()
            .replaceAll('"', ''),
        ];
      }),
    );
    const quality = Number(parameters.get('q') ?? 1);
    return { name: name.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
  });
}

/** The format for an Accept header: the one that is liked best, of two equal ones the first. What accepts neither gets the older, as exporters do. */
export function negotiate(accept: string | undefined): Negotiated {
  let best: { readonly answer: Negotiated; readonly quality: number } | null = null;
  for (const { name, parameters, quality } of choices(accept ?? '*/*')) {
    const known = KNOWN.get(name);
    if (!known?.versions.includes(parameters.get('version'))) continue;
    if (quality > (best?.quality ?? 0)) best = { answer: known.answer, quality };
  }
  return best?.answer ?? PROMETHEUS;
}

/** Whether an Accept-Encoding header wants gzip. */
export function wantsGzip(acceptEncoding: string | undefined): boolean {
  return choices(acceptEncoding ?? '').some(({ name, quality }) => name === 'gzip' && quality > 0);
}
