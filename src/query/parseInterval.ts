import { rangeUtil } from '@grafana/data';

/** `30s`, `5m`, `1h` as ms; an empty text is none (null); anything else, also what is less than 1 ms, is undefined. */
export function parseInterval(text: string): number | null | undefined {
  const written = text.trim();
  if (written === '') return null;
  if (!/^\d+(\.\d+)?(ms|[smhdwMy])$/.test(written)) return undefined;
  const ms = Math.round(rangeUtil.intervalToMs(written));
  return ms >= 1 ? ms : undefined;
}
