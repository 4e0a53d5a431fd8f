import type { Problem } from '@tart-lab/contract/problem.ts';
import { backoff } from '../../lifecycle/backoff.ts';
import { rest } from '../../lifecycle/rest.ts';
import type { KubeApi } from '../kube/kubeApi.ts';
import { followAgent } from './followAgent.ts';
import type { HubbleOptions, HubblePod, HubbleTimes } from './hubble.ts';
import type { HubblePods } from './hubblePods.ts';
import type { HubbleStatus } from './hubbleStatus.ts';

interface Agent {
  readonly pod: HubblePod;
  readonly stop: AbortController;
  open: boolean;
  problem: Problem | null;
  ended: Promise<void>;
}

export interface AgentsRun {
  readonly api: KubeApi;
  readonly options: HubbleOptions;
  readonly times: HubbleTimes;
  readonly status: HubbleStatus;
  readonly findPods: () => HubblePods;
  /** Whether it is time to ask Relay instead. */
  readonly isOver: (pods: HubblePods) => boolean;
}

/**
 * Follows every agent that is ready, each in a loop of its own, so one that fails harms no other; agents that come and go are
 * noticed. Ends when there is none left, when `isOver` says so, or with `signal`.
 */
export async function followAgents(run: AgentsRun, signal: AbortSignal): Promise<void> {
  const { status, times } = run;
  const agents = new Map<string, Agent>();
  const tell = (silentNodes: readonly string[]): void => {
    const all = [...agents.values()];
    const open = all.filter((agent) => agent.open).length;
    const closed = all.flatMap(({ open, pod }) => (open || pod.node === null ? [] : [pod.node]));
    status.sayNodes(open, [...closed, ...silentNodes]);
    const problem = all.find((agent) => !agent.open && agent.problem !== null)?.problem ?? null;
    const failing = all.length > 0 && open === 0 && problem !== null;
    status.say({ phase: open > 0 ? 'streaming' : failing ? 'down' : 'connecting', problem });
  };
  let silentNodes: readonly string[] = [];
  try {
    while (!signal.aborted) {
      const pods = run.findPods();
      if (pods.agents.length === 0 || run.isOver(pods)) break;
      silentNodes = pods.silentNodes;
      for (const [name, agent] of agents) {
        if (pods.agents.some((pod) => pod.name === name)) continue;
        agent.stop.abort();
        agents.delete(name);
      }
      for (const pod of pods.agents) {
        if (agents.has(pod.name)) continue;
        const agent: Agent = { pod, stop: new AbortController(), open: false, problem: null, ended: Promise.resolve() };
        agents.set(pod.name, agent);
        agent.ended = keepFollowing(agent, run, () => tell(silentNodes), AbortSignal.any([signal, agent.stop.signal]));
      }
      tell(silentNodes);
      await rest(times.lookMs, signal);
    }
  } finally {
    for (const { stop } of agents.values()) stop.abort();
    await Promise.all([...agents.values()].map(({ ended }) => ended));
    status.disconnected();
  }

  async function keepFollowing(agent: Agent, { api, options }: AgentsRun, changed: () => void, within: AbortSignal): Promise<void> {
    const pauses = backoff({ baseMs: times.backoffMs, capMs: times.backoffCapMs, random: options.random ?? Math.random });
    while (!within.aborted) {
      const sinceMs = status.resumeMs(agent.pod.node ?? undefined);
      const problem = await followAgent(
        {
          api,
          namespace: options.namespace,
          pod: agent.pod,
          sinceMs,
          intake: status.intake,
          times,
          onOpen() {
            agent.open = true;
            status.connected(0);
            changed();
          },
          onChunk() {
            agent.problem = null;
            pauses.reset();
            status.passOn();
          },
        },
        within,
      );
      status.passOn();
      if (within.aborted) break;
      if (problem === null) continue; // it was only silent
      agent.open = false;
      agent.problem = problem;
      status.sayRestart();
      if (![...agents.values()].some(({ open }) => open)) status.disconnected();
      changed();
      await rest(pauses.nextMs(), within);
    }
    agent.open = false;
  }
}
