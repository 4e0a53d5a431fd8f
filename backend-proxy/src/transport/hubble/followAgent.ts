import type { Problem } from '@tart-lab/contract/problem.ts';
import { glanceAtLine } from '../../parse/hubble/glanceAtLine.ts';
import { toHubbleMessage } from '../../parse/hubble/toHubbleMessage.ts';
import { fail } from '../../result.ts';
import type { KubeApi } from '../kube/kubeApi.ts';
import { LineCutter } from './cutLines.ts';
import type { HubblePod, HubbleTimes } from './hubble.ts';
import { hubbleFailed, wayFailed } from './hubbleProblems.ts';
import type { Intake } from './intake.ts';

const CONTAINER = 'cilium-agent';
const MOST_LINE_BYTES = 256 * 1024;
const DOING = 'follow the flows of a cilium agent';
const ADVICE =
  'It is opened again by itself. If it repeats: run hubble status in the cilium-agent container, and see that Hubble is on (hubble.enabled).';

export interface AgentRun {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly pod: HubblePod;
  readonly sinceMs: number;
  readonly intake: Intake;
  readonly times: HubbleTimes;
  /** The command runs. */
  readonly onOpen: () => void;
  /** After each piece of its output. */
  readonly onChunk: () => void;
}

/**
 * Follows the flows of one node by `hubble observe` in its cilium agent until that ends; says why, or null when `signal` aborted or
 * nothing came for `agentIdleMs`, after which it is to be opened anew.
 */
export async function followAgent(run: AgentRun, signal: AbortSignal): Promise<Problem | null> {
  const { api, namespace, pod, sinceMs, intake, times } = run;
  const stop = new AbortController();
  const command = ['hubble', 'observe', '--follow', '-o', 'jsonpb', '--since', new Date(sinceMs).toISOString()];
  const output = await api.exec({ namespace, name: pod.name, container: CONTAINER }, command, AbortSignal.any([signal, stop.signal]));
  if (!output.ok) return signal.aborted ? null : wayFailed(api.cluster, DOING, output.error);
  run.onOpen();
  const cutter = new LineCutter(MOST_LINE_BYTES);
  let idle = false;
  const fallSilent = (): void => {
    idle = true;
    stop.abort();
  };
  let timer = setTimeout(fallSilent, times.agentIdleMs);
  try {
    for await (const chunk of output.value) {
      clearTimeout(timer);
      timer = setTimeout(fallSilent, times.agentIdleMs);
      const tooLong = cutter.tooLong;
      for (const line of cutter.push(chunk)) intake.offer(glanceAtLine(line), () => readLine(line));
      for (let i = tooLong; i < cutter.tooLong; i += 1)
        intake.offer(null, () => fail({ format: 'hubble observe', line: 'a line over 256 KiB' }));
      run.onChunk();
    }
    if (signal.aborted || idle) return null;
    return hubbleFailed(api.cluster, DOING, `${pod.name}: hubble observe ended by itself`, ADVICE);
  } catch (error) {
    if (signal.aborted || idle) return null;
    return hubbleFailed(api.cluster, DOING, `${pod.name}: ${error instanceof Error ? error.message : String(error)}`, ADVICE);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function readLine(line: string): ReturnType<typeof toHubbleMessage> {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    return fail({ format: 'hubble observe -o jsonpb', line: line.slice(0, 200) });
  }
  return toHubbleMessage(answer);
}
