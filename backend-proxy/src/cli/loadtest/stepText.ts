import { rulesOf } from '../../sample/cluster/hpaRules.ts';
import type { HpaStep } from './hpaTrack.ts';

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/**
 * Why an HPA made a step, in one line each: what the formula asked for, what its window made of that, and how far its policies let it
 * go. Times are since the start of the test.
 */
export function stepText({ atMs, from, to, after, askedSinceMs }: HpaStep, previous: HpaStep | undefined, startMs: number): string[] {
  const { hpa, explanation } = after;
  const up = to > from;
  const direction = up ? 'up' : 'down';
  const { windowMs, policies, selectPolicy } = rulesOf(hpa, direction);
  const lines: string[] = [];
  // The status that shows the step still counts the replicas before it: its formula is the one that made the step.
  const asked = hpa.current === from ? explanation.asked : null;
  if (hpa.current === from && explanation.measured) lines.push(`formula: ${explanation.measured}`);
  if (windowMs > 0) {
    const which = up ? 'lowest' : 'highest';
    const since = askedSinceMs === null ? '' : `; more than ${from} was asked since +${seconds(askedSinceMs - startMs)}`;
    const told = up ? since : since.replace('more', 'fewer');
    lines.push(`window: ${seconds(windowMs)} ${direction}, the ${which} recommendation in it counts${told}`);
  } else lines.push(`window: none ${direction}, the step came at the controller’s next look (every 15 s)`);
  const reaches: number[] = [];
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const far = up
      ? type === 'Pods'
        ? from + value
        : Math.ceil(from * (1 + value / 100))
      : type === 'Pods'
        ? from - value
        : Math.trunc(from * (1 - value / 100));
    reaches.push(far);
    const amount = type === 'Pods' ? `${value} ${value === 1 ? 'pod' : 'pods'}` : `${value} %`;
    return `${amount} in ${periodSeconds} s lets ${from} become ${Math.max(0, far)}${up ? ' at most' : ' at least'}`;
  });
  const choice = policies.length > 1 ? ` (${selectPolicy === 'Min' ? 'the smaller change' : 'the greater change'} counts)` : '';
  const periodMs = Math.max(...policies.map(({ periodSeconds }) => periodSeconds * 1000));
  const sameWay = previous !== undefined && previous.to > previous.from === up;
  const waited =
    sameWay && atMs - previous.atMs < 2 * periodMs
      ? `; the step at +${seconds(previous.atMs - startMs)} used it up until +${seconds(previous.atMs + periodMs - startMs)}`
      : '';
  lines.push(`policy: ${limits.join(', ')}${choice}${waited}`);
  if (asked !== null && asked !== to) {
    const bound =
      up && to === hpa.max
        ? `the maximum of ${hpa.max}`
        : !up && to === hpa.min
          ? `the minimum of ${hpa.min}`
          : reaches.includes(to)
            ? 'the policy'
            : 'the window';
    lines.push(`so ${to} instead of ${asked}: ${bound}`);
  }
  return [`+${seconds(atMs - startMs)}  ${from} → ${to}`, ...lines.map((line) => `    ${line}`)];
}
