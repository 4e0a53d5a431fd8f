import { rulesOf } from '../../sample/cluster/hpaRules.ts';
import type { HpaSight, HpaTrack } from './hpaTrack.ts';
import { SEED_LOAD, SEED_TIMELINE } from './seedTimeline.ts';
import { stepText } from './stepText.ts';

const LOOK_SECONDS = 15;

const cpuText = (sight: HpaSight | null): string => {
  const [metric] = sight?.hpa.metrics ?? [];
  if (!metric || metric.current === null) return '?';
  return metric.type === 'utilization' ? `${Math.round(metric.current * 100)} %` : String(metric.current);
};

export interface LoadTestTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly users: number;
  /** As it was asked for. */
  readonly seconds: number;
}

/**
 * What the HPA did, beside what the reference timeline expects: a table, every step with its reasons, and what differs and why.
 * The HPA's own figures are shown: averages of metrics-server, up to half a minute behind the pods.
 */
export function timelineText(track: HpaTrack, times: LoadTestTimes): string[] {
  const { startMs, endMs } = times;
  const rows = SEED_TIMELINE.map(({ second, cpuPercent, replicas }) => {
    const sight = track.at(startMs + second * 1000);
    const seen = sight && second * 1000 <= track.lookedAtMs - startMs ? `${cpuText(sight).padStart(5)}  ${sight.hpa.desired}` : '    –  –';
    return `  ${`${second} s`.padStart(6)}  ${`${cpuPercent} %`.padStart(5)}  ${replicas.padEnd(14)}  ${seen}`;
  });
  return [
    'beside the expected timeline (100 users, 60 s):',
    `  ${'time'.padStart(6)}  ${'CPU'.padStart(5)}  ${'replicas'.padEnd(14)}  ${'CPU'.padStart(5)}  replicas, as the HPA says`,
    ...rows,
    '',
    track.steps.length === 0
      ? 'the HPA made no step'
      : `the HPA’s steps: ${[track.steps[0]?.from, ...track.steps.map(({ to }) => to)].join(' → ')}`,
    ...track.steps.flatMap((step, i) => stepText(step, track.steps[i - 1], startMs)),
    `(the load ended at +${Math.round((endMs - startMs) / 1000)} s)`,
    '',
    'what differs, and why:',
    ...differences(track, times).map((line) => `  - ${line}`),
  ];
}

/** Where the run is not as expected, by the HPA's own rules. Never empty: what is the same is said, too. */
export function differences(track: HpaTrack, { startMs, endMs, users, seconds }: LoadTestTimes): string[] {
  const said: string[] = [];
  const ups = track.steps.filter(({ from, to }) => to > from);
  const downs = track.steps.filter(({ from, to }) => to < from);
  const hpa = track.sights.at(-1)?.hpa;
  if (!hpa) return ['the HPA was never seen'];
  const loadSeconds = Math.round((endMs - startMs) / 1000);
  const up = rulesOf(hpa, 'up').windowMs / 1000;
  const down = rulesOf(hpa, 'down').windowMs / 1000;
  const target = hpa.metrics.find(({ type }) => type === 'utilization')?.target;
  if (users !== SEED_LOAD.users || seconds !== SEED_LOAD.seconds)
    said.push(`the load was ${users} users for ${seconds} s instead of ${SEED_LOAD.users} for ${SEED_LOAD.seconds} s`);
  if (target !== undefined && Math.round(target * 100) !== SEED_LOAD.targetPercent)
    said.push(`the HPA aims at ${Math.round(target * 100)} % instead of ${SEED_LOAD.targetPercent} %`);
  const [first, second] = ups;
  const at = (ms: number): number => Math.round((ms - startMs) / 1000);
  if (!first) said.push('no step up: the formula never asked for more than there was for as long as the window looks back');
  else {
    const late = at(first.atMs) - 40;
    said.push(
      `${first.from} → ${first.to} came at +${at(first.atMs)} s, expected at 40 s${first.to === 5 && first.from === 3 ? ' with the same result' : ''}: ` +
        (Math.abs(late) <= LOOK_SECONDS
          ? 'that is within one look of the controller, which looks every 15 s'
          : `the controller looks every 15 s, metrics-server measures every 15 s, and more has to be asked for ${up} s before a step`),
    );
    if (!second) {
      said.push(
        `no second step up (expected 5 → 6 at 60 s): it cannot come before +${at(first.atMs) + up + LOOK_SECONDS} s, as the lowest recommendation of ${up} s counts ` +
          `and new pods count as idle until they were measured; by then the load was over${loadSeconds < at(first.atMs) + up + LOOK_SECONDS ? ` (+${loadSeconds} s); a longer --duration shows it` : ''}`,
      );
    } else {
      said.push(
        `${second.from} → ${second.to} came at +${at(second.atMs)} s, expected at 60 s: after a step the window of ${up} s has to fill again, ` +
          'and new pods count as idle until they were measured',
      );
    }
  }
  const [firstDown] = downs;
  if (firstDown) {
    said.push(
      `the first step down came at +${at(firstDown.atMs)} s, expected at 370 s: the highest recommendation of the last ${down} s counts, ` +
        'so it is that long after the last look that still asked for the replicas there were',
    );
    const way = [firstDown.from, ...downs.map(({ to }) => to)];
    if (way.join() !== '6,5,4,3')
      said.push(
        `down it went ${way.join(' → ')}, expected 6 → 5 → 4 → 3: a percentage of replicas is cut to whole ones (${firstDown.from} less 25 % is ${firstDown.from * 0.75}, so ${Math.trunc(firstDown.from * 0.75)} may stay), and the minimum of ${hpa.min} bounds it`,
      );
  } else if (ups.length > 0) said.push('the way down was not seen to its end');
  said.push('a PodDisruptionBudget limits evictions (a drain), not the HPA: it took no part in this');
  return said;
}
