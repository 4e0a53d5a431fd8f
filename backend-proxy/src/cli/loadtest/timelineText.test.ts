import { describe, expect, it } from 'vitest';
import type { HpaRow } from '../../parse/kube/rows.ts';
import { HpaTrack } from './hpaTrack.ts';
import { timelineText } from './timelineText.ts';

const START = Date.parse('2026-11-20T12:00:00Z');
const SEED: Pick<HpaRow, 'min' | 'max' | 'scaleUp' | 'scaleDown'> = {
  min: 3,
  max: 10,
  scaleUp: {
    stabilizationWindowSeconds: 30,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }],
    tolerance: null,
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }],
    tolerance: null,
  },
};
type Look = readonly [second: number, cpu: number | null, current: number, desired: number];
/** What an HPA showed, look by look, and its rules where they are not the seed's. */
function trackOf(looks: readonly Look[], more: Partial<HpaRow> = {}): HpaTrack {
  const track = new HpaTrack();
  let last = looks[0]?.[3];
  let lastScaleAtMs: number | null = null;
  for (const [second, cpu, current, desired] of looks) {
    const atMs = START + second * 1000;
    if (desired !== last) lastScaleAtMs = atMs;
    last = desired;
    track.take(
      {
        uid: '1',
        name: 'nginx-web',
        namespace: 'demo',
        createdAtMs: null,
        target: { kind: 'Deployment', name: 'nginx-web' },
        current,
        desired,
        metrics: [{ name: 'cpu', type: 'utilization', current: cpu, target: 0.5 }],
        lastScaleAtMs,
        conditions: [],
        ...SEED,
        ...more,
      },
      atMs,
    );
  }
  return track;
}
const told = (track: HpaTrack, more: { endSecond?: number; users?: number; seconds?: number } = {}): string => {
  const { endSecond = 60, users = 100, seconds = 60 } = more;
  return timelineText(track, { startMs: START, endMs: START + endSecond * 1000, users, seconds }).join('\n');
};

const UP: readonly Look[] = [
  [-5, 0.05, 3, 3],
  [10, 0.75, 3, 3],
  [25, 0.75, 3, 3],
  [40, 0.75, 3, 5],
  [55, 0.56, 5, 5],
  [70, 0.56, 5, 5],
  [85, 0.56, 5, 6],
];

describe('the timeline', () => {
  it('explains a step by its formula, its window and its policy', () => {
    const text = told(trackOf(UP), { endSecond: 90, seconds: 90 });
    expect(text).toContain('the HPA’s steps: 3 → 5 → 6');
    expect(text).toContain('+40 s  3 → 5\n    formula: cpu is at 75 % for a target of 50 %: 3 replicas × 1.5 asks for 5.');
    expect(text).toContain('window: 30 s up, the lowest recommendation in it counts; more than 3 was asked since +10 s');
    expect(text).toContain('policy: 100 % in 30 s lets 3 become 6 at most');
    expect(text).toContain('+85 s  5 → 6\n    formula: cpu is at 56 % for a target of 50 %: 5 replicas × 1.12 asks for 6.');
    expect(text).toContain('3 → 5 came at +40 s, expected at 40 s with the same result');
    expect(text).toContain('the load was 100 users for 90 s instead of 100 for 60 s');
  });

  it('says what a policy left of what was asked for on the way down, and why 6 becomes 4', () => {
    const text = told(trackOf([...UP, [395, 0.05, 6, 4], [410, 0.05, 4, 4], [455, 0.05, 4, 3]]), { endSecond: 90, seconds: 90 });
    expect(text).toMatch(
      /\+395 s {2}6 → 4\n.*asks for 1\.\n.*window: 300 s down.*\n.*25 % in 60 s lets 6 become 4 at least\n.*so 4 instead of 1/,
    );
    expect(text).toContain('down it went 6 → 4 → 3, expected 6 → 5 → 4 → 3');
    expect(text).toContain('6 less 25 % is 4.5, so 4 may stay');
    expect(text).toContain('the step at +395 s used it up until +455 s');
  });

  it('shows nothing for times that were not reached, and no second step where the load was over', () => {
    const text = told(trackOf(UP.slice(0, 5)));
    expect(text).toMatch(/ 370 s +5 % +6 → 5 → 4 → 3 +– +–/);
    expect(text).toContain('no second step up (expected 5 → 6 at 60 s)');
    expect(text).toContain('the way down was not seen to its end');
  });

  it('says that an HPA that was never asked for more made no step', () => {
    const text = told(trackOf([[0, 0.3, 3, 3]]));
    expect(text).toContain('the HPA made no step');
    expect(text).toContain('no step up: the formula never asked for more');
  });

  it('stands without a value where metrics are missing, and without an HPA', () => {
    expect(
      told(
        trackOf([
          [-5, null, 3, 3],
          [80, null, 3, 3],
        ]),
      ),
    ).toMatch(/ 10 s +60 % {2}3 +\? +3\n/);
    expect(told(new HpaTrack())).toContain('the HPA was never seen');
  });

  it('names the greater and the smaller of several policies, and steps without a window', () => {
    const scaleUp: HpaRow['scaleUp'] = {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Min',
      policies: [
        { type: 'Pods', value: 1, periodSeconds: 60 },
        { type: 'Percent', value: 100, periodSeconds: 60 },
      ],
      tolerance: null,
    };
    const text = told(
      trackOf(
        [
          [0, 0.05, 3, 3],
          [20, 0.9, 3, 4],
        ],
        { scaleUp },
      ),
    );
    expect(text).toContain('window: none up, the step came at the controller’s next look');
    expect(text).toContain('1 pod in 60 s lets 3 become 4 at most, 100 % in 60 s lets 3 become 6 at most (the smaller change counts)');
    expect(text).toContain('so 4 instead of 6: the policy');
  });

  it('always says that a PodDisruptionBudget took no part', () => {
    expect(told(trackOf(UP))).toContain('a PodDisruptionBudget limits evictions (a drain), not the HPA');
  });
});
