import type { ClusterConfig } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { rest } from '../lifecycle/rest.ts';
import { openKubeApi } from '../transport/kube/openKubeApi.ts';
import { configFile } from './configFile.ts';
import { parseLoadTestOptions } from './loadtest/loadTestOptions.ts';
import { runLoadTest } from './loadtest/runLoadTest.ts';
import { printRefusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

const INTERRUPTED = 130;

/**
 * `tart-lab loadtest [--vus 100] [--duration 60s] [--cluster dev] [--namespace demo] [--url …] [--hpa NAME] [--watch 15m]
 * [--image …] [--name …] [--kubeconfig FILE] [--context NAME]`: runs k6 in a cluster and prints what its HPA did, and why. The proxy records the run by itself.
 * Ctrl-C removes what was created. Returns the exit code: 0, 1 for a failure, 130 after Ctrl-C.
 */
export async function loadTest(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const options = parseLoadTestOptions(args);
  if (!options.ok) return terminal.refuse(options.error, 'see tart-lab help and docs/load-tests.md');
  const config = loadConfig(configFile(env), env);
  if (!config.ok) return printRefusal(config.error, terminal);
  const cluster = chooseCluster(config.value.clusters, options.value.cluster);
  if (cluster === undefined) {
    const known = config.value.clusters.map(({ name }) => name).join(', ') || 'none';
    const wanted = options.value.cluster;
    return terminal.refuse(
      wanted === null ? 'there is more than one cluster' : `there is no cluster ${wanted}`,
      `choose with --cluster: ${known}`,
    );
  }
  const kubeconfig = options.value.kubeconfig ?? cluster.loadtestKubeconfig ?? cluster.kubeconfig;
  const ownContext = options.value.kubeconfig === null ? cluster.context : null;
  const api = openKubeApi({ name: cluster.name, kubeconfig, context: options.value.context ?? ownContext });
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(INTERRUPTED); // asked twice: at once, whatever stays
    terminal.say('stopping: removing what was created (Ctrl-C again leaves it)');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    const deps = { cluster: cluster.name, api, say: (line: string) => terminal.say(line), now: Date.now, rest, signal: stop.signal };
    const outcome = await runLoadTest(options.value.plan, options.value, deps);
    if (!outcome.ok && !stop.signal.aborted) return terminal.refuse(`${outcome.error.kind}: ${outcome.error.detail}`, outcome.error.advice);
    return stop.signal.aborted ? INTERRUPTED : 0;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await api.close();
  }
}

/** The named one; without a name the only one, or the one called `dev`. */
function chooseCluster(clusters: readonly ClusterConfig[], wanted: string | null): ClusterConfig | undefined {
  if (wanted !== null) return clusters.find(({ name }) => name === wanted);
  const watched = clusters.filter(({ kubeconfig }) => kubeconfig !== null);
  return watched.length === 1 ? watched[0] : watched.find(({ name }) => name === 'dev');
}
