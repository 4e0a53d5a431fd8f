import { describe, expect, it } from 'vitest';
import { numberAt, recordsAt, textAt } from '../../kube/fields.ts';
import { conditionOf } from '../objects/conditions.ts';
import { testCluster } from '../testing.ts';
import { startLoadTest } from './startLoadTest.ts';

const HPA = ['autoscaling/horizontalpodautoscalers', 'nginx-web', 'demo'] as const;

/** The lab's dev cluster with a load test of 100 users, ten seconds before the HPA looks: 0 s of the timeline. */
function startTimeline(seconds: number) {
  const { cluster, machines } = testCluster('dev');
  const { agenda, store, load, usage } = cluster;
  agenda.runUntil(usage.measuredAtMs() + 15_000 + 1500 + 5000);
  const startMs = agenda.now();
  startLoadTest(cluster.context, 100, seconds, { scripted: false });
  return {
    cluster,
    worker: machines[1],
    at: (second: number) => {
      agenda.runUntil(startMs + second * 1000);
      const hpa = store.get(...HPA);
      return {
        cpu: Math.round(load.percentAt('demo', agenda.now())),
        seen: numberAt(recordsAt(hpa, 'status', 'currentMetrics')[0], 'resource', 'current', 'averageUtilization'),
        replicas: numberAt(store.get('apps/deployments', 'nginx-web', 'demo'), 'spec', 'replicas'),
        ready: load.readyAt('demo', agenda.now()),
        able: textAt(conditionOf(hpa, 'AbleToScale'), 'reason'),
        limited: textAt(conditionOf(hpa, 'ScalingLimited'), 'reason'),
      };
    },
  };
}

// The seed's table says 3→5 at 40 s, 5→6 at 60 s, 6→5→4→3 from 370 s. The real algorithm looks every 15 s, so a step comes up to
// 15 s later than there; new pods count as idle until their first whole window, and the lowest recommendation of 30 s holds, so a
// second step up can come 45 s after the first at the earliest: after the end of a load of 60 s. A quarter of six is cut to four.
describe('the load test of nginx-web', () => {
  it('of 60 s brings five replicas at 40 s, keeps them for five minutes, and goes back to three', () => {
    const { at } = startTimeline(60);
    expect(at(0)).toMatchObject({ cpu: 5, replicas: 3 });
    expect(at(10)).toMatchObject({ replicas: 3, ready: 3 });
    expect(at(10).cpu).toBeGreaterThanOrEqual(60);
    expect(at(25)).toMatchObject({ replicas: 3, able: 'ScaleUpStabilized' });
    expect(at(39)).toMatchObject({ cpu: 75, replicas: 3 });
    expect(at(41)).toMatchObject({ seen: 75, replicas: 5, able: 'SucceededRescale' });
    expect(at(60)).toMatchObject({ cpu: 56, replicas: 5, ready: 5 });
    expect(at(71).cpu).toBe(10);
    expect(at(75)).toMatchObject({ replicas: 5, able: 'ScaleUpStabilized' });
    expect(at(100)).toMatchObject({ replicas: 5, able: 'ScaleDownStabilized' });
    expect(at(369)).toMatchObject({ replicas: 5, cpu: 5 });
    expect(at(371)).toMatchObject({ replicas: 3, limited: 'TooFewReplicas' });
  });

  it('of 90 s brings the sixth replica too, and goes back by at most a quarter a minute', () => {
    const { at } = startTimeline(90);
    expect(at(41)).toMatchObject({ replicas: 5 });
    expect(at(84)).toMatchObject({ replicas: 5, cpu: 56 });
    expect(at(86)).toMatchObject({ replicas: 6 });
    expect(at(95)).toMatchObject({ cpu: 50, ready: 6 });
    expect(at(399)).toMatchObject({ replicas: 6, able: 'ScaleDownStabilized' });
    expect(at(401)).toMatchObject({ replicas: 4, limited: 'ScaleDownLimit' });
    expect(at(459)).toMatchObject({ replicas: 4 });
    expect(at(461)).toMatchObject({ replicas: 3 });
  });

  it('makes the VM of the worker busy while it runs', () => {
    const { at, worker } = startTimeline(60);
    at(5);
    expect(worker?.held).toBeNull();
    at(30);
    expect(worker?.held).toBeGreaterThan(0.6);
    at(80);
    expect(worker?.held).toBeNull();
  });

  it('leaves the HPA without a decision when there are no metrics', () => {
    const { at, cluster } = startTimeline(60);
    cluster.autoscaler.hasMetrics = false;
    expect(at(60)).toMatchObject({ replicas: 3 });
    expect(conditionOf(cluster.store.get(...HPA), 'ScalingActive')).toMatchObject({ status: 'False', reason: 'FailedGetResourceMetric' });
    expect(at(61).seen).toBe(5);
  });

  it('writes k6 progress and its summary', async () => {
    const { podLog } = await import('../logs/podLog.ts');
    const { at, cluster } = startTimeline(60);
    at(80);
    const pod = cluster.store.list('core/pods', 'demo').find(({ metadata }) => metadata.name.startsWith('k6-'));
    if (!pod) throw new Error('k6 did not run');
    const { lines } = podLog(cluster, { pod, container: 'k6', previous: false, signal: new AbortController().signal });
    const text = lines.map((line) => line.text).join('\n');
    expect(text).toContain('running (0m30.0s), 100/100 VUs');
    expect(text).toMatch(/http_req_duration\.+: avg=.*p\(95\)=.*p\(99\)=/);
    expect(text).toMatch(/http_req_failed\.+: 0\.\d\d%/);
    const requests = Number(/http_reqs\.+: (\d+)/.exec(text)?.[1]);
    expect(requests).toBeGreaterThan(40_000);
    expect(Number(/(\d+) complete and 0 interrupted iterations\ndefault ✓/.exec(text)?.[1])).toBe(requests);
  });
});
