import { once } from 'node:events';
import { textAt } from '../kube/fields.ts';
import type { ExecRequest } from '../kube/hooks.ts';
import { ObserveRefused } from './observeArgs.ts';
import type { Hubble } from './openHubble.ts';

/** `hubble observe …` in a cilium agent's pod; resolves to its exit code. Null for other pods and other commands. */
export function execHubble(hubble: Hubble, request: ExecRequest): Promise<number> | null {
  const node = textAt(request.pod, 'spec', 'nodeName');
  const isAgent = request.pod.metadata.labels?.['k8s-app'] === 'cilium';
  return isAgent && node !== undefined && request.argv[0] === 'hubble' ? runHubble(hubble, node, request) : null;
}

async function runHubble(hubble: Hubble, node: string, { argv, stdout, stderr, signal }: ExecRequest): Promise<number> {
  if (argv[1] !== 'observe') {
    stderr.write(`unknown command "${argv[1] ?? ''}" for "hubble"\n`);
    return 1;
  }
  try {
    for await (const line of hubble.observe(node, argv, signal)) {
      // A reader that does not keep up makes the command wait, and lose what the ring forgets meanwhile.
      if (!stdout.write(`${line}\n`)) await once(stdout, 'drain', { signal });
    }
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof ObserveRefused)) throw error;
    stderr.write(`${error.message}\n`);
    return 1;
  }
}
