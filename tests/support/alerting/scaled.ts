import { isMap, isScalar, parseDocument, visit } from 'yaml';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Windows, pauses and periods, so many times shorter: 5 minutes are 5 seconds, and a day 24 minutes. */
const TIMES_SHORTER = 60;
const LEAST_MS = 1000;

const scaled = (duration: string, by = TIMES_SHORTER): string =>
  duration.replace(/^(\d+)([smhd])$/, (_, count: string, unit: string) => {
    const ms = (Number(count) * (SECONDS[unit] ?? 1) * 1000) / by;
    return `${Math.max(LEAST_MS, Math.round(ms))}ms`;
  });

/** What stands for a duration in the files, and how many times shorter it becomes where that is not the usual. */
// What an alert survives is a restart of the proxy, which takes as long as it does: on a busy machine most of half a minute.
const RULE_DURATIONS: Readonly<Record<string, number>> = { for: TIMES_SHORTER, keep_firing_for: 2 };
// Critical alerts still leave before warnings do: 2 s and 6 s.
const ROUTE_DURATIONS: Readonly<Record<string, number>> = { group_wait: 5, group_interval: TIMES_SHORTER, repeat_interval: 1 };

function scaleKeys(text: string, durations: Readonly<Record<string, number>>, change: (key: string, value: string) => string): string {
  const document = parseDocument(text);
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || typeof key.value !== 'string' || !isScalar(value) || typeof value.value !== 'string') return;
      const by = durations[key.value];
      value.value = by === undefined ? change(key.value, value.value) : scaled(value.value, by);
    },
  });
  if (!isMap(document.contents)) throw new Error('no YAML mapping');
  return document.toString({ lineWidth: 0 });
}

/** A rule file with everything that takes time taking less; nothing else differs. */
export function scaledRules(text: string): string {
  return scaleKeys(text, RULE_DURATIONS, (key, value) =>
    key === 'expr'
      ? value
          .replace(/\[(\d+[smhd])\]/g, (_, range: string) => `[${scaled(range)}]`)
          .replace(/offset (\d+[smhd])/g, (_, range: string) => `offset ${scaled(range)}`)
      : value,
  );
}

/** Alertmanager's configuration with shorter pauses, and the webhook at another address. */
export function scaledRouting(text: string, webhookUrl: string): string {
  return scaleKeys(text, ROUTE_DURATIONS, (key, value) => (key === 'url' ? webhookUrl : value));
}
