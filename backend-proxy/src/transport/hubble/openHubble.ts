import { backoff } from '../../lifecycle/backoff.ts';
import { rest } from '../../lifecycle/rest.ts';
import type { KubeApi } from '../kube/kubeApi.ts';
import { followAgents } from './followAgents.ts';
import { followRelay } from './followRelay.ts';
import { HUBBLE_TIMES } from './hubble.ts';
import type { HubbleOptions, HubbleState } from './hubble.ts';
import { hubbleMissing } from './hubbleProblems.ts';
import { findHubblePods } from './hubblePods.ts';
import type { HubblePods } from './hubblePods.ts';
import { HubbleStatus } from './hubbleStatus.ts';

/** A Relay that never answered so many times in a row is left alone for a while, where agents can be asked instead. */
const RELAY_TRIES = 3;
const RELAY_LEFT_MS = 300_000;
/** The pods may not have been listed yet: nobody is missed before. */
const GRACE_MS = 10_000;
const WAITING_LOOK_MS = 1000;

export interface Hubble {
  state(): HubbleState;
  /** Resolves when all has ended after the signal's abort. */
  readonly ended: Promise<void>;
}

/**
 * Follows the flows of a cluster until `signal` aborts: through a ready Hubble Relay, which knows every node, or where there is none
 * by `hubble observe` in every cilium agent. After any end it begins again with a growing pause, from a little before the newest
 * flow, and leaves out what came before, so that nothing is missed that Hubble still holds and nothing is counted twice.
 */
export function openHubble(api: KubeApi, options: HubbleOptions, signal: AbortSignal): Hubble {
  const times = { ...HUBBLE_TIMES, ...options.times };
  const status = new HubbleStatus(options);
  return { state: () => status.state(), ended: follow(api, options, times, status, signal) };
}

async function follow(
  api: KubeApi,
  options: HubbleOptions,
  times: typeof HUBBLE_TIMES,
  status: HubbleStatus,
  signal: AbortSignal,
): Promise<void> {
  const pauses = backoff({ baseMs: times.backoffMs, capMs: times.backoffCapMs, random: options.random ?? Math.random });
  const beganMs = options.now();
  let tries = 0;
  let leftUntilMs = 0;
  const findPods = (): HubblePods => findHubblePods(options.listPods(), options.mode, options.namespace);
  const prefersRelay = ({ relays, agents }: HubblePods): boolean =>
    relays.length > 0 && (agents.length === 0 || options.now() >= leftUntilMs);

  while (!signal.aborted) {
    const pods = findPods();
    const relay = pods.relays[tries % Math.max(1, pods.relays.length)];
    if (relay && prefersRelay(pods)) {
      status.say({ via: 'relay', phase: 'connecting' });
      let answered = false;
      const sinceMs = status.resumeMs();
      const problem = await followRelay(
        {
          api,
          namespace: options.namespace,
          pod: relay,
          sinceMs,
          intake: status.intake,
          times,
          onStatus({ connected, unavailable, version }) {
            status.sayNodes(connected, unavailable);
            if (answered) status.heard();
            else status.connected(sinceMs);
            answered = true;
            status.say({ phase: 'streaming', problem: null, version });
          },
          onChunk: () => status.passOn(),
        },
        signal,
      );
      status.disconnected();
      if (problem === null) break;
      status.say({ phase: 'down', problem });
      status.sayRestart();
      if (answered) pauses.reset();
      tries = answered ? 0 : tries + 1;
      if (tries >= RELAY_TRIES && findPods().agents.length > 0) {
        leftUntilMs = options.now() + RELAY_LEFT_MS;
        tries = 0;
      } else await rest(pauses.nextMs(), signal);
    } else if (pods.agents.length > 0) {
      status.say({ via: 'exec', phase: 'connecting', version: null });
      // Agents that are all closed to us are worse than a Relay that failed: it may have been the API server's fault.
      const isOver = (found: HubblePods): boolean => prefersRelay(found) || (found.relays.length > 0 && status.state().phase === 'down');
      await followAgents({ api, options, times, status, findPods, isOver }, signal);
      leftUntilMs = 0;
    } else {
      status.sayNodes(null, []);
      const missing = options.now() - beganMs >= GRACE_MS ? hubbleMissing(api.cluster, pods.found) : null;
      status.say({ via: null, phase: 'waiting', problem: missing ?? status.saidProblem() });
      await rest(WAITING_LOOK_MS, signal);
    }
  }
  status.disconnected();
}
