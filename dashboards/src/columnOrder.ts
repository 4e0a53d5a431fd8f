import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import english from '../../locales/en-US/tartlab-tart-datasource.json' with { type: 'json' };
import korean from '../../locales/ko-KR/tartlab-tart-datasource.json' with { type: 'json' };

/** A key of `column` in `locales/`. */
type Title = keyof typeof english.column;
const isTitle = (name: string): name is Title => name in english.column;

/**
 * Puts these columns first, in this order; the others follow as they come. Grafana orders columns by what it shows, and a title is in
 * the user's language: so every language's title stands for its column. `Trend #B` is the line of query B, as no language changes it.
 */
export function columnOrder(
  titles: readonly (Title | `Trend #${string}`)[],
  renamed: Readonly<Record<string, string>> = {},
): DataTransformerConfig {
  const places = titles.flatMap((title, place) =>
    (isTitle(title) ? [english.column[title], korean.column[title]] : [title]).map((shown) => [shown, place] as const),
  );
  return { id: 'organize', options: { indexByName: Object.fromEntries(places), renameByName: renamed } };
}
