import { parseMatchers } from '../history/prometheus/selector.ts';
import type { HistoryServer } from './config.ts';
import type { Surroundings } from './login.ts';
import { HistoryServerSettings, type ConfigFile } from './schema.ts';
import { toServer } from './server.ts';

/** What Prometheus' own examples and ours scrape at. */
const SCRAPE_MS = 15_000;

/**
 * The server of `history.engine: prometheus`; null for the other engines. Whatever is missing, contradicts or cannot be read becomes an
 * issue with the key's path.
 */
export function toHistoryServer(history: ConfigFile['history'], around: Surroundings): HistoryServer | null {
  const issue = (key: string, message: string): void => void around.issues.push({ path: `history.${key}`, message });
  if (history.engine !== 'prometheus') {
    for (const [key, value] of Object.entries(history)) {
      if (Object.hasOwn(HistoryServerSettings, key) && value !== undefined)
        issue(key, `is only for engine: prometheus, and the engine is ${history.engine}`);
    }
    return null;
  }
  const match = parseMatchers(history.match ?? '{}');
  if (match === null) issue('match', 'cannot be read; write matchers as PromQL does: {job="tart-lab"}');
  const scrapeMs = history.scrape ?? SCRAPE_MS;
  if (scrapeMs < 500) issue('scrape', 'must be at least 500ms');
  return { ...toServer(history, 'history', around), scrapeMs, match: match ?? '' };
}
