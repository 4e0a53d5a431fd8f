import { startLoadTest } from '../cluster/load/startLoadTest.ts';
import type { ServedCluster } from '../cluster/openServedCluster.ts';
import { healthyConditions, type KubeConditions } from '../kube/conditions.ts';
import { calmConditions } from '../hubble/conditions.ts';
import { FaultRefused } from './faultRefused.ts';
import { wholeNumber } from './wholeNumber.ts';

export interface ClusterFault {
  readonly usage: string;
  readonly help: string;
  /** Returns what happened, as a sentence that begins with the cluster's name. */
  readonly apply: (served: ServedCluster, args: readonly string[]) => Promise<string> | string;
}

const USERS = 100;
const SECONDS = 60;
const MOST_SECONDS = 3600;

const condition = (help: string, change: Partial<KubeConditions>, said: string): ClusterFault => ({
  usage: '',
  help,
  apply: async ({ server }) => {
    await server.set(change);
    return said;
  },
});

const failing = (help: string, status: 429 | 500, said: string): ClusterFault => ({
  usage: '[REQUESTS]',
  help,
  apply: async ({ server }, [count]) => {
    const requests = count === undefined ? 'all' : wholeNumber(count, 1, 100_000, 'REQUESTS');
    await server.set({ failing: { status, requests, ...(status === 429 ? { retryAfterSeconds: 1 } : {}) } });
    return `${said} ${requests === 'all' ? 'every request' : `the next ${requests} requests`}`;
  },
});

/** Faults of a whole cluster by their names: of its API server, its metrics and its Hubble. */
export const CLUSTER_FAULTS: ReadonlyMap<string, ClusterFault> = new Map(
  Object.entries({
    'api-gone': {
      usage: '[SECONDS]',
      help: 'the API server is down, for so long or until it is cleared',
      apply: async (served, [seconds]) => {
        const forSeconds = seconds === undefined ? null : wholeNumber(seconds, 1, MOST_SECONDS, 'SECONDS');
        await served.setGone(true);
        if (forSeconds === null) return 'has no API server';
        served.cluster.agenda.after(forSeconds * 1000, () => void served.setGone(false));
        return `has no API server for ${forSeconds} s`;
      },
    },
    'token-expired': condition('every token and certificate is answered with 401', { expiredTokens: true }, 'refuses every credential'),
    'cut-watches': {
      usage: '',
      help: 'open watches end without a goodbye',
      apply: ({ server }) => {
        const count = server.openWatches();
        server.cutWatches();
        return `cut ${count} watches`;
      },
    },
    'silent-watches': condition('watches say nothing more, and stay open', { silentWatches: true }, 'lets its watches fall silent'),
    compact: {
      usage: '[status]',
      help: 'the history is forgotten: watches end with 410 as an event, or as the status',
      apply: async ({ server }, [how]) => {
        if (how !== undefined && how !== 'status' && how !== 'event')
          throw new FaultRefused(`compact takes "status" or "event", not "${how}"`);
        await server.set({ goneAs: how ?? 'event' });
        server.compact({ endWatches: true });
        return `has forgotten its history and ended its watches with 410 as ${how ?? 'event'}`;
      },
    },
    'api-throttled': failing('requests are answered with 429', 429, 'answers 429 to'),
    'api-errors': failing('requests are answered with 500', 500, 'answers 500 to'),
    'slow-lists': {
      usage: 'MS',
      help: 'lists begin so many milliseconds late',
      apply: async ({ server }, [text]) => {
        const slowListMs = wholeNumber(text, 0, 600_000, 'MS');
        await server.set({ slowListMs });
        return `begins its lists ${slowListMs} ms late`;
      },
    },
    'cut-lists': {
      usage: '[COUNT]',
      help: 'the next lists end in the middle',
      apply: async ({ server }, [text]) => {
        const cutLists = wholeNumber(text ?? '1', 1, 1000, 'COUNT');
        await server.set({ cutLists });
        return `cuts its next ${cutLists === 1 ? 'list' : `${cutLists} lists`}`;
      },
    },
    malformed: {
      usage: '[EVERY]',
      help: 'every so many-th object is malformed',
      apply: async ({ server }, [text]) => {
        const malformedEvery = wholeNumber(text ?? '7', 1, 10_000, 'EVERY');
        await server.set({ malformedEvery });
        return malformedEvery === 1 ? 'sends malformed objects only' : `sends one malformed object in ${malformedEvery}`;
      },
    },
    'clock-skew': {
      usage: 'SECONDS',
      help: "the API server's clock is ahead by so much, or behind",
      apply: async ({ server }, [text]) => {
        const seconds = wholeNumber(text, -86_400, 86_400, 'SECONDS');
        await server.set({ clockSkewMs: seconds * 1000 });
        return `has a clock ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead'}`;
      },
    },
    html: condition('every answer is a web page', { html: true }, 'answers with a web page'),
    'other-ca': condition('the certificate is of an authority that nobody knows', { otherAuthority: true }, 'shows a strange certificate'),
    'metrics-gone': {
      usage: '',
      help: 'metrics.k8s.io answers 503; HPAs cannot compute',
      apply: async ({ server, cluster }) => {
        await server.set({ metricsDown: true });
        cluster.autoscaler.hasMetrics = false;
        return 'has no metrics';
      },
    },
    'hubble-gone': {
      usage: '',
      help: 'there is no Hubble Relay',
      apply: ({ hubble }) => {
        hubble.set({ gone: true });
        return 'has no Hubble Relay';
      },
    },
    'hubble-lost': {
      usage: '[COUNT]',
      help: 'the next so many flows are lost in the ring buffer',
      apply: ({ hubble }, [text]) => {
        const loseNext = wholeNumber(text ?? '500', 1, 1_000_000, 'COUNT');
        hubble.set({ loseNext });
        return `loses its next ${loseNext} flows`;
      },
    },
    'flow-storm': {
      usage: '[PER_SECOND]',
      help: 'so many flows a second',
      apply: ({ hubble }, [text]) => {
        const flowsPerSecond = wholeNumber(text ?? '5000', 1, 5000, 'PER_SECOND');
        hubble.set({ flowsPerSecond });
        return `has ${flowsPerSecond} flows a second`;
      },
    },
    'load-test': {
      usage: '[VUS] [SECONDS]',
      help: `k6 asks nginx-web: ${USERS} users for ${SECONDS} s`,
      apply: ({ cluster }, [users, seconds]) => {
        const vus = wholeNumber(users ?? String(USERS), 1, 10_000, 'VUS');
        const lasts = wholeNumber(seconds ?? String(SECONDS), 1, MOST_SECONDS, 'SECONDS');
        if (!cluster.store.get('apps/deployments', 'nginx-web', 'demo'))
          throw new FaultRefused(`${cluster.name} has no demo/nginx-web; dev has`);
        if (!startLoadTest(cluster.context, vus, lasts)) throw new FaultRefused(`a load test runs in ${cluster.name} already`);
        return `is loaded by ${vus} users for ${lasts} s, as job demo/k6-loadtest`;
      },
    },
  } satisfies Record<string, ClusterFault>),
);

/** Everything of a cluster is as it should be: its API, Hubble, metrics, nodes and pods. A load test goes on. */
export async function clearCluster(served: ServedCluster): Promise<string> {
  const { cluster, hubble, server } = served;
  await served.setGone(false);
  const { gone: _, ...rest } = healthyConditions();
  await server.set(rest);
  hubble.set(calmConditions());
  cluster.autoscaler.hasMetrics = true;
  cluster.heal();
  return `${served.name} is well again`;
}

/** What is wrong with a cluster now, in words; empty when it is well. */
export function ailmentsOfCluster({ server, cluster, hubble }: ServedCluster): string[] {
  const now = server.conditions;
  const { conditions: flows } = hubble;
  return [
    now.gone ? 'no API server' : '',
    now.expiredTokens ? 'refuses credentials' : '',
    now.silentWatches ? 'silent watches' : '',
    now.failing && now.failing.requests !== 0 ? `answers ${now.failing.status}` : '',
    now.slowListMs > 0 ? `lists ${now.slowListMs} ms late` : '',
    now.cutLists > 0 ? 'cuts lists' : '',
    now.malformedEvery > 0 ? 'malformed objects' : '',
    now.clockSkewMs === 0 ? '' : `clock ${now.clockSkewMs / 1000} s ahead`,
    now.html ? 'answers web pages' : '',
    now.otherAuthority ? 'strange certificate' : '',
    now.metricsDown ? 'no metrics' : '',
    flows.gone ? 'no Hubble Relay' : '',
    flows.loseNext > 0 ? 'loses flows' : '',
    flows.flowsPerSecond === null ? '' : `${flows.flowsPerSecond} flows/s`,
    ...cluster.nodes.troubles(),
    ...cluster.ailments.list(),
    ...cluster.load.running().map(({ users }) => `load test of ${users} users`),
  ].filter((text) => text !== '');
}
