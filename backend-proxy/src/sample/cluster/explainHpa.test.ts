import { describe, expect, it } from 'vitest';
import type { HpaMetric, HpaRow, HpaScalingRules } from '../../parse/kube/rows.ts';
import { explainHpa, type HpaObservation } from './explainHpa.ts';

const NOW = 1_790_842_442_000;
const RULES: HpaScalingRules = { stabilizationWindowSeconds: null, selectPolicy: 'Max', policies: [], tolerance: null };
const cpu = (current: number | null, target = 0.5): HpaMetric => ({ name: 'cpu', type: 'utilization', current, target });
const average = (name: string, current: number | null, target: number): HpaMetric => ({ name, type: 'averageValue', current, target });
const said = (able: string, limited: string | null = null) => [
  { type: 'AbleToScale', status: 'True', reason: able, message: null, sinceMs: null },
  { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message: null, sinceMs: null },
  {
    type: 'ScalingLimited',
    status: limited === null ? 'False' : 'True',
    reason: limited ?? 'DesiredWithinRange',
    message: null,
    sinceMs: null,
  },
];
const hpa = (more: Partial<HpaRow> = {}): HpaRow => ({
  uid: '1',
  name: 'nginx-web',
  namespace: 'demo',
  createdAtMs: null,
  target: { kind: 'Deployment', name: 'nginx-web' },
  min: 1,
  max: 100,
  current: 3,
  desired: more.current ?? 3,
  metrics: [cpu(0.5)],
  scaleUp: RULES,
  scaleDown: RULES,
  lastScaleAtMs: null,
  conditions: [],
  ...more,
});
const seen = (...states: [secondsAgo: number, replicas: number, asked: number | null][]): HpaObservation[] =>
  states.map(([secondsAgo, replicas, asked]) => ({ atMs: NOW - secondsAgo * 1000, replicas, asked }));
const explain = (more: Partial<HpaRow>, observed: HpaObservation[] = []) => explainHpa(hpa(more), observed, NOW);

describe('the formula', () => {
  it('asks for 5 when 3 pods are at 80 % of 50 %', () => {
    expect(explain({ metrics: [cpu(0.8)], desired: 5 })).toMatchObject({
      metric: 'cpu',
      ratio: 1.6,
      tolerance: 0.1,
      inTolerance: false,
      asked: 5,
      heldBy: 'nothing',
      text: 'cpu is at 80 % for a target of 50 %: 3 replicas × 1.6 asks for 5. The HPA is setting 5.',
    });
  });

  it('doubles at 200m for 100m and halves at 50m for 100m', () => {
    expect(explain({ current: 4, metrics: [average('cpu', 0.2, 0.1)] })).toMatchObject({ ratio: 2, asked: 8 });
    expect(explain({ current: 4, metrics: [average('cpu', 0.05, 0.1)] })).toMatchObject({ ratio: 0.5, asked: 2 });
  });

  it('computes with whole percents: 7 % for 1 % is 7, no hair more', () => {
    expect(explain({ current: 10, metrics: [cpu(0.07, 0.01)] })).toMatchObject({ ratio: 7, asked: 70 });
    expect(explain({ current: 10, metrics: [cpu(0.3, 0.1)] })).toMatchObject({ ratio: 3, asked: 30 });
  });

  it('undoes the rounding of a whole that was divided among the pods', () => {
    const queue = { ...average('external/queue', 33.334, 50), divided: true } as const;
    expect(explain({ metrics: [queue] }).asked).toBe(2);
  });

  it('tolerates a tenth to either side, the edges too', () => {
    const held = (current: number) => explain({ current: 100, metrics: [cpu(current, 1)] });
    expect(held(1.1)).toMatchObject({ inTolerance: true, asked: 111, recommended: 100, heldBy: 'tolerance' });
    expect(held(0.9)).toMatchObject({ inTolerance: true, asked: 90, recommended: 100, heldBy: 'tolerance' });
    expect(held(1.11)).toMatchObject({ inTolerance: false, recommended: 112 });
    expect(held(0.89)).toMatchObject({ inTolerance: false, recommended: 89 });
    expect(held(1.1).text).toMatch(/within the tolerance of 10 %, so 100 replicas stay/);
  });

  it('takes an HPA’s own tolerance, each for its direction', () => {
    const rules = { scaleUp: { ...RULES, tolerance: 0.5 }, scaleDown: { ...RULES, tolerance: 0 } };
    expect(explain({ current: 10, metrics: [cpu(0.7)], ...rules })).toMatchObject({
      tolerance: 0.5,
      inTolerance: true,
      heldBy: 'tolerance',
    });
    expect(explain({ current: 10, metrics: [cpu(0.49)], ...rules })).toMatchObject({ tolerance: 0, inTolerance: false });
  });

  it('is held by nothing where it asks for what there is', () => {
    expect(explain({ metrics: [cpu(0.5)] })).toMatchObject({ ratio: 1, asked: 3, heldBy: 'nothing' });
    expect(explain({ metrics: [cpu(0.48)] })).toMatchObject({ asked: 3, heldBy: 'nothing' });
  });

  it('follows the metric that asks for the most', () => {
    const metrics = [cpu(0.1), average('pods/requests', 300, 100), average('memory', 100, 100)];
    const explained = explain({ metrics });
    expect(explained).toMatchObject({ metric: 'pods/requests', asked: 9 });
    expect(explained.metrics.map(({ asked }) => asked)).toEqual([1, 9, 3]);
  });

  it('asks an object’s whole value too, and one pod or more of a target without pods', () => {
    const ingress: HpaMetric = { name: 'ingress/main/requests', type: 'value', current: 4000, target: 2000 };
    expect(explain({ metrics: [ingress] })).toMatchObject({ ratio: 2, asked: 6 });
    expect(explain({ current: 0, min: 0, metrics: [ingress] })).toMatchObject({ asked: 2 });
  });
});

describe('what cannot be asked', () => {
  it('takes nothing away while a metric is missing, and still adds', () => {
    expect(explain({ metrics: [cpu(0.1), average('memory', null, 100)] })).toMatchObject({
      asked: 1,
      heldBy: 'missing_metrics',
      text: expect.stringContaining('memory could not be read'),
    });
    expect(explain({ metrics: [cpu(0.8), average('memory', null, 100)], desired: 5, conditions: said('SucceededRescale') })).toMatchObject({
      asked: 5,
      heldBy: 'nothing',
    });
    const failed = {
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message: 'no metrics returned',
      sinceMs: null,
    };
    expect(explain({ metrics: [cpu(null)], conditions: [failed] })).toMatchObject({
      ratio: null,
      asked: null,
      heldBy: 'missing_metrics',
      text: 'cpu could not be read, so the HPA takes no replicas away and adds none: no metrics returned',
    });
  });

  it('is switched off while its target has 0 replicas', () => {
    const off = { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message: 'x', sinceMs: null };
    expect(explain({ current: 0, desired: 0, metrics: [cpu(null)], conditions: [off] })).toMatchObject({
      heldBy: 'disabled',
      asked: null,
      text: expect.stringContaining('0 replicas'),
    });
  });

  it('has not started, or is unable, in the controller’s own words', () => {
    expect(explain({ current: 0, desired: 0, metrics: [cpu(null)] }).heldBy).toBe('not_started');
    const unable = {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedGetScale',
      message: 'deployments.apps "nginx-web" not found',
      sinceMs: null,
    };
    expect(explain({ conditions: [unable] })).toMatchObject({ heldBy: 'unable', text: expect.stringContaining('not found') });
    const selector = { type: 'ScalingActive', status: 'False', reason: 'InvalidSelector', message: 'no selector', sinceMs: null };
    expect(explain({ conditions: [selector] })).toMatchObject({ heldBy: 'unable', text: expect.stringContaining('no selector') });
  });
});

describe('minimum and maximum', () => {
  it('hold whatever the conditions say of windows', () => {
    expect(explain({ min: 3, metrics: [cpu(0.1)], conditions: said('ScaleDownStabilized') })).toMatchObject({
      asked: 1,
      heldBy: 'minimum',
      text: expect.stringContaining('The minimum is 3; 3 replicas stay.'),
    });
    expect(explain({ max: 3, metrics: [cpu(0.9)], conditions: said('ReadyForNewScale', 'TooManyReplicas') })).toMatchObject({
      asked: 6,
      heldBy: 'maximum',
    });
  });

  it('cut a step, by the controller’s word or by ours', () => {
    expect(explain({ max: 4, desired: 4, metrics: [cpu(0.9)], conditions: said('SucceededRescale', 'TooManyReplicas') }).heldBy).toBe(
      'maximum',
    );
    expect(explain({ max: 4, metrics: [cpu(0.9)] }).heldBy).toBe('maximum');
    expect(explain({ current: 8, min: 5, metrics: [cpu(0.1)], scaleDown: { ...RULES, stabilizationWindowSeconds: 0 } }).heldBy).toBe(
      'minimum',
    );
  });

  it('are set without a look at metrics where the replicas are out of them', () => {
    expect(explain({ current: 12, max: 10, desired: 10, metrics: [cpu(null)], conditions: said('SucceededRescale') })).toMatchObject({
      heldBy: 'maximum',
      text: '12 replicas are more than the maximum of 10, which is being set.',
    });
    expect(explain({ current: 2, min: 3, desired: 3, metrics: [cpu(null)], conditions: said('SucceededRescale') }).heldBy).toBe('minimum');
  });
});

describe('stabilization', () => {
  const down = { current: 10, metrics: [cpu(0.25)], scaleDown: { ...RULES, stabilizationWindowSeconds: 120 } };

  it('keeps the highest recommendation of the window on the way down, until it leaves the window', () => {
    const observed = seen([300, 10, 10], [90, 10, 10], [60, 10, 7], [5, 10, 5]);
    expect(explain(down, observed)).toMatchObject({ asked: 5, heldBy: 'stabilization', heldUntilMs: NOW + 30_000 });
    expect(explain({ ...down, conditions: said('ScaleDownStabilized') }, observed)).toMatchObject({
      heldBy: 'stabilization',
      heldUntilMs: NOW + 30_000,
      text: 'cpu is at 25 % for a target of 50 %: 10 replicas × 0.5 asks for 5. Scaling down waits, for 30 s more at least: it follows the highest recommendation of the last 120 s.',
    });
  });

  it('lets go when nothing in the window asks for more', () => {
    expect(explain(down, seen([300, 10, 10], [121, 10, 10], [60, 10, 5])).heldBy).toBe('nothing');
  });

  it('waits 300 s on the way down and not at all on the way up, where nothing is set', () => {
    expect(explain({ ...down, scaleDown: RULES }, seen([400, 10, 10], [299, 10, 10]))).toMatchObject({
      heldBy: 'stabilization',
      heldUntilMs: NOW + 1000,
    });
    expect(explain({ current: 3, metrics: [cpu(0.8)] }, seen([400, 3, 3], [1, 3, 3])).heldBy).toBe('nothing');
  });

  it('keeps the lowest recommendation of the window on the way up', () => {
    const up = { current: 3, metrics: [cpu(0.8)], scaleUp: { ...RULES, stabilizationWindowSeconds: 30 } };
    expect(explain(up, seen([60, 3, 3], [20, 3, 3], [5, 3, 5]))).toMatchObject({ heldBy: 'stabilization', heldUntilMs: NOW + 10_000 });
    expect(explain(up, seen([60, 3, 3], [31, 3, 3], [5, 3, 5])).heldBy).toBe('nothing');
  });

  it('does not say until when where what holds it was before we watched', () => {
    expect(explain({ ...down, conditions: said('ScaleDownStabilized') }, seen([20, 10, 5]))).toMatchObject({
      heldBy: 'stabilization',
      heldUntilMs: null,
    });
  });

  it('is pods that are not ready, where no rule holds and nothing is set', () => {
    expect(explain({ metrics: [cpu(0.8)], conditions: said('ReadyForNewScale') })).toMatchObject({
      asked: 5,
      heldBy: 'pods_not_ready',
      text: expect.stringContaining('count as idle'),
    });
    expect(explain({ ...down, conditions: said('ReadyForNewScale') }).text).toContain('count as fully used');
  });
});

describe('policies', () => {
  const pods = (value: number, periodSeconds: number) => ({ type: 'Pods', value, periodSeconds }) as const;
  const percent = (value: number, periodSeconds: number) => ({ type: 'Percent', value, periodSeconds }) as const;
  const up = (policies: HpaScalingRules['policies'], selectPolicy: HpaScalingRules['selectPolicy'] = 'Max') => ({
    scaleUp: { ...RULES, policies, selectPolicy },
    metrics: [cpu(5)],
  });

  it('allow so many pods a period, and more when a step’s period ends', () => {
    const rules = up([pods(2, 15)]);
    expect(explain({ current: 3, ...rules }, seen([60, 3, 3])).heldBy).toBe('policy');
    const scaled = { current: 5, ...rules, lastScaleAtMs: NOW - 10_000 };
    expect(explain(scaled, seen([60, 3, 3], [12, 3, 3], [8, 5, 30]))).toMatchObject({ heldBy: 'policy', heldUntilMs: NOW + 5000 });
    expect(
      explain({ ...scaled, conditions: said('ReadyForNewScale', 'ScaleUpLimit') }, seen([60, 3, 3], [12, 3, 3], [8, 5, 30])),
    ).toMatchObject({ heldBy: 'policy', heldUntilMs: NOW + 5000 });
  });

  it('count a step that was set just now, before the HPA counts its pods', () => {
    const setting = {
      current: 3,
      desired: 5,
      lastScaleAtMs: NOW - 2000,
      ...up([pods(2, 15)]),
      conditions: said('SucceededRescale', 'ScaleUpLimit'),
    };
    expect(explain(setting, seen([60, 3, 3], [5, 3, 3]))).toMatchObject({
      heldBy: 'policy',
      heldUntilMs: NOW + 13_000,
      text: expect.stringContaining('5 of them are being set'),
    });
  });

  it('allow the greatest change by Max, the least by Min, none by Disabled', () => {
    const both = [percent(100, 60), pods(4, 60)];
    const limited = (current: number, asked: number, selectPolicy: HpaScalingRules['selectPolicy']) =>
      explain({ current, ...up(both, selectPolicy), metrics: [cpu(0.5 * (asked / current))] }, seen([90, current, current])).heldBy;
    expect([limited(10, 20, 'Max'), limited(10, 21, 'Max')]).toEqual(['nothing', 'policy']);
    expect([limited(2, 6, 'Max'), limited(2, 7, 'Max')]).toEqual(['nothing', 'policy']);
    expect([limited(10, 14, 'Min'), limited(10, 15, 'Min')]).toEqual(['nothing', 'policy']);
    expect(limited(10, 12, 'Disabled')).toBe('disabled');
    expect(explain({ current: 10, ...up(both, 'Disabled'), conditions: said('ReadyForNewScale', 'ScaleUpLimit') })).toMatchObject({
      heldBy: 'disabled',
      heldUntilMs: null,
      text: expect.stringContaining('Scaling up is switched off'),
    });
  });

  it('have the defaults of Kubernetes: doubling or four pods up, all of them down', () => {
    const held = (current: number, asked: number) =>
      explain({ current, metrics: [cpu(0.5 * (asked / current))] }, seen([600, current, 1])).heldBy;
    expect([held(2, 6), held(2, 7), held(10, 20), held(10, 21), held(50, 1)]).toEqual([
      'nothing',
      'policy',
      'nothing',
      'policy',
      'nothing',
    ]);
  });

  it('limit the way down, rounding in favour of the step', () => {
    const down = (policies: HpaScalingRules['policies'], asked: number) =>
      explain(
        { current: 10, metrics: [cpu(0.05 * asked)], scaleDown: { ...RULES, stabilizationWindowSeconds: 0, policies } },
        seen([90, 10, 10]),
      ).heldBy;
    expect([down([pods(4, 60)], 6), down([pods(4, 60)], 5), down([percent(15, 60)], 8), down([percent(15, 60)], 7)]).toEqual([
      'nothing',
      'policy',
      'nothing',
      'policy',
    ]);
  });

  it('do not say until when before a whole period was watched', () => {
    const scaled = { current: 5, ...up([pods(2, 600)]), lastScaleAtMs: NOW - 10_000 };
    expect(explain(scaled, seen([60, 3, 3], [8, 5, 30]))).toMatchObject({ heldBy: 'policy', heldUntilMs: null });
  });
});
