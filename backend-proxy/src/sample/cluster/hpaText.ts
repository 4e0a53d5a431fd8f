import type { HpaMetric, HpaRow } from '../../parse/kube/rows.ts';
import type { HpaHold } from './explainHpa.ts';
import type { HpaProposal } from './hpaFormula.ts';
import { rulesOf } from './hpaRules.ts';

const percent = (ratio: number): string => `${Math.round(ratio * 1000) / 10} %`;
const plain = (value: number): string => String(Number(value.toPrecision(4)));
const shown = ({ type }: HpaMetric, value: number): string => (type === 'utilization' ? percent(value) : plain(value));
const pods = (count: number): string => (count === 1 ? '1 replica' : `${count} replicas`);
const seconds = (ms: number): string => `${Math.ceil(ms / 1000)} s`;

/** `cpu is at 80 % of a target of 50 %: 3 replicas × 1.6 asks for 5.` */
export function measureText(hpa: HpaRow, { metric, ratio, asked }: HpaProposal): string | null {
  if (metric.current === null || ratio === null || asked === null) return null;
  return `${metric.name} is at ${shown(metric, metric.current)} for a target of ${shown(metric, metric.target)}: ${pods(hpa.current)} × ${plain(ratio)} asks for ${asked}.`;
}

/** The second sentence: what comes of it, and until when. */
export function holdText(
  hpa: HpaRow,
  heldBy: HpaHold,
  metrics: readonly HpaProposal[],
  recommended: number | null,
  untilMs: number | null,
  nowMs: number,
  words: string | null,
): string {
  const down = recommended !== null && recommended < hpa.current;
  const direction = down ? 'down' : 'up';
  const set = hpa.desired === hpa.current ? `${pods(hpa.current)} stay` : `${hpa.desired} of them are being set`;
  const wait = untilMs === null ? '' : `, for ${seconds(untilMs - nowMs)} more at least`;
  switch (heldBy) {
    case 'nothing':
      return hpa.desired === hpa.current ? '' : `The HPA is setting ${hpa.desired}.`;
    case 'tolerance': {
      const within = metrics.find(({ inTolerance, recommended: own }) => inTolerance === true && own === recommended);
      return `That is within the tolerance of ${percent(within?.tolerance ?? 0.1)}, so ${pods(hpa.current)} stay.`;
    }
    case 'stabilization': {
      const windowText = seconds(rulesOf(hpa, direction).windowMs);
      return `Scaling ${direction} waits${wait}: it follows the ${down ? 'highest' : 'lowest'} recommendation of the last ${windowText}.`;
    }
    case 'policy':
      return `The ${down ? 'scale-down' : 'scale-up'} policy lets it go no further at once${wait}; ${set}.`;
    case 'minimum':
      return hpa.current < hpa.min
        ? `${pods(hpa.current)} are fewer than the minimum of ${hpa.min}, which is being set.`
        : `The minimum is ${hpa.min}; ${set}.`;
    case 'maximum':
      return hpa.current > hpa.max
        ? `${pods(hpa.current)} are more than the maximum of ${hpa.max}, which is being set.`
        : `The maximum is ${hpa.max}; ${set}.`;
    case 'missing_metrics': {
      const names = metrics.filter(({ ratio }) => ratio === null).map(({ metric }) => metric.name);
      const which = names.length > 0 ? `${names.join(', ')} could not be read` : 'A metric could not be read';
      return `${which}, so the HPA takes no replicas away${recommended === null ? ' and adds none' : ''}${words ? `: ${words}` : '.'}`;
    }
    case 'disabled':
      return hpa.current === 0
        ? 'The HPA is off while its target has 0 replicas; set 1 or more to switch it on.'
        : `Scaling ${direction} is switched off (selectPolicy: Disabled); ${set}.`;
    case 'pods_not_ready':
      return down
        ? `Pods without metrics count as fully used, so ${pods(hpa.current)} stay.`
        : `Pods that are not ready or have no metrics yet count as idle, so ${pods(hpa.current)} stay.`;
    case 'not_started':
      return 'The HPA controller has not looked at it yet.';
    case 'unable':
      return words ?? 'The HPA controller cannot read or change what it scales.';
  }
}
