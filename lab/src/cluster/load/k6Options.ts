import { recordsAt, textAt, textMapAt, textsAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';

/** A load test as its command line says it; k6's own defaults are one user and one iteration. */
export interface K6Options {
  readonly users: number;
  readonly seconds: number;
}

const JOB_PREFIX = 'k6-';
const DEFAULT_SECONDS = 60;

/** The load test that a pod runs: the first pod of a Job named `k6-…`. Undefined for other pods. */
export function k6OptionsOf(pod: KubeObject): K6Options | undefined {
  if (!textMapAt(pod, 'metadata', 'labels')['job-name']?.startsWith(JOB_PREFIX)) return undefined;
  const [container] = recordsAt(pod, 'spec', 'containers');
  const words = [...textsAt(container, 'command'), ...textsAt(container, 'args')].flatMap((word) => word.split(/[\s=]+/));
  const environment = new Map(recordsAt(container, 'env').map((each) => [textAt(each, 'name') ?? '', textAt(each, 'value') ?? '']));
  const option = (long: string, short: string, variable: string): string | undefined => {
    const at = words.findIndex((word) => word === long || word === short);
    return at < 0 ? environment.get(variable) : words[at + 1];
  };
  return {
    users: Math.max(1, Number(option('--vus', '-u', 'K6_VUS') ?? 1) || 1),
    seconds: parseDuration(option('--duration', '-d', 'K6_DURATION')),
  };
}

/** Go's durations: `60s`, `1m30s`. */
function parseDuration(text: string | undefined): number {
  const seconds = { h: 3600, m: 60, s: 1 };
  let total = 0;
  for (const [, number, unit] of (text ?? '').matchAll(/(\d+(?:\.\d+)?)([hms])/g))
    total += Number(number) * (unit === 'h' ? seconds.h : unit === 'm' ? seconds.m : seconds.s);
  return total > 0 ? total : DEFAULT_SECONDS;
}
