import { parseGoDuration } from '../kube/goDuration.ts';
import type { K6Summary } from './k6Summary.ts';

const ROW = /^\s*([a-z_]+)\.*:\s+(\S.*)$/;

/**
 * Reads one row of the summary that k6 prints for people, `http_req_failed...: 0.02%  9 out of 48211`; older versions write the
 * counts as `✓ 9 ✗ 48202`. Gives what the row says of the test; null for rows that are not kept, and for other lines.
 */
export function parseSummaryRow(line: string): Partial<K6Summary> | null {
  const [, name, value = ''] = ROW.exec(line) ?? [];
  switch (name) {
    case 'http_req_duration': {
      const at = (stat: string): number | null => {
        const text = value.split(/\s+/).find((word) => word.startsWith(`${stat}=`));
        const seconds = text === undefined ? null : parseGoDuration(text.slice(stat.length + 1));
        return seconds?.ok ? seconds.value : null;
      };
      return { p50Seconds: at('p(50)') ?? at('med'), p95Seconds: at('p(95)'), p99Seconds: at('p(99)') };
    }
    case 'http_req_failed':
      return { failedRatio: percent(value) };
    case 'http_reqs': {
      const [, count, rate] = /^(\d+)\s+([\d.]+)\/s/.exec(value) ?? [];
      return count === undefined ? null : { requests: Number(count), requestsPerSecond: Number(rate) };
    }
    case 'vus_max': {
      const [, most] = /max=(\d+)/.exec(value) ?? /^(\d+)/.exec(value) ?? [];
      return most === undefined ? null : { mostUsers: Number(most) };
    }
    case 'checks': {
      const [, passed, failed] = /\u2713\s*(\d+)\s+\u2717\s*(\d+)/.exec(value) ?? [];
      return passed === undefined ? null : { checksPassed: Number(passed), checksFailed: Number(failed) };
    }
    case 'checks_succeeded':
      return { checksPassed: outOf(value) };
    case 'checks_failed':
      return { checksFailed: outOf(value) };
    default:
      return null;
  }
}

function percent(value: string): number | null {
  const [, share] = /^([\d.]+)%/.exec(value) ?? [];
  return share === undefined ? null : Number(share) / 100;
}

function outOf(value: string): number | null {
  const [, count] = /%\s+(\d+) out of/.exec(value) ?? [];
  return count === undefined ? null : Number(count);
}
