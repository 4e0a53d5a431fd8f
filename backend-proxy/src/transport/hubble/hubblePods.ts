import type { HubblePod } from './hubble.ts';

const LABEL = 'k8s-app';
const RELAY = 'hubble-relay';
const AGENT = 'cilium';

/** More agents than this are not asked one by one: install Relay. */
const MOST_AGENTS = 100;

/** Who can be asked for flows, of the pods that there are. */
export interface HubblePods {
  readonly relays: readonly HubblePod[];
  readonly agents: readonly HubblePod[];
  /** Nodes whose agent is there but cannot be asked. */
  readonly silentNodes: readonly string[];
  /** For a sentence that says why nobody can be asked. */
  readonly found: string;
}

export function findHubblePods(pods: readonly HubblePod[], mode: 'auto' | 'relay' | 'exec', namespace: string): HubblePods {
  const relays = mode === 'exec' ? [] : pods.filter(({ labels }) => labels[LABEL] === RELAY);
  const agents = mode === 'relay' ? [] : pods.filter(({ labels }) => labels[LABEL] === AGENT);
  const ready = agents.filter(isReady);
  const asked = ready.slice(0, MOST_AGENTS);
  const unasked = agents.filter((pod) => !asked.includes(pod));
  return {
    relays: relays.filter(isReady),
    agents: asked,
    silentNodes: unasked.flatMap(({ node }) => (node === null ? [] : [node])),
    found: [
      ...(mode === 'exec' ? [] : [sayFound(relays, RELAY, namespace)]),
      ...(mode === 'relay' ? [] : [sayFound(agents, AGENT, namespace)]),
    ].join('; '),
  };
}

const isReady = ({ ready }: HubblePod): boolean => ready;

function sayFound(pods: readonly HubblePod[], app: string, namespace: string): string {
  if (pods.length === 0) return `no pod with the label ${LABEL}=${app} in ${namespace}`;
  return `none of ${pods.length} pods with the label ${LABEL}=${app} in ${namespace} is ready`;
}
