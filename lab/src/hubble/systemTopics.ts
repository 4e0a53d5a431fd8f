import { fraction } from '../random.ts';
import type { Party } from './party.ts';
import { pick } from './pick.ts';
import { policy } from './policy.ts';
import type { Stage } from './stage.ts';
import { talkDns, talkPing, talkTcp } from './talks.ts';
import type { Topic } from './topic.ts';
import type { World } from './world.ts';

/** Pods ask for names: services, a name outside, and what their search path makes of it. */
export function namesTopics({ workloads, services }: World): Topic[] {
  const resolver = workloads.find(({ name }) => /coredns|kube-dns/.test(name));
  if (!resolver) return [];
  return workloads
    .filter((asker) => asker !== resolver)
    .map((asker) => ({
      weight: asker.isSystem ? 0.6 : 2.5,
      workload: asker,
      speak(stage, atMs) {
        const { random } = stage;
        const client = pick(random, asker.pods);
        const connection = { client, server: pick(random, resolver.pods), clientPort: random.integer(32_768, 60_999), serverPort: 53 };
        const service = services.length > 0 && random.next() < 0.7 ? pick(random, services) : undefined;
        const missing = random.next() < 0.15;
        const rcode = missing ? 3 : random.next() < 0.01 ? 2 : 0;
        const type = random.next() < 0.4 ? 'AAAA' : 'A';
        const inside = service ? `${service.name}.${service.namespace}.svc.cluster.local.` : 'example.org.';
        const query = missing ? `example.org.${asker.namespace}.svc.cluster.local.` : inside;
        const ips = rcode === 0 && type === 'A' ? [service?.address ?? '93.184.215.14'] : [];
        const gate = asker.looksInside
          ? { at: client, side: 'EGRESS' as const, policies: [policy(`${asker.name}-names`, asker.namespace)] }
          : undefined;
        talkDns(stage, { connection, query, type, rcode, ips, takesMs: 0.3 + 6 * random.next() ** 3, gate }, atMs);
      },
    }));
}

const WATCHERS = /prometheus|operator|metrics-server|kube-state-metrics|coredns|controller|hubble-ui|provisioner|loki|alloy|promtail/;

/** Prometheus reads others' metrics; whatever watches the cluster speaks to the API server. */
export function watchTopics({ workloads, nodes, apiServer }: World): Topic[] {
  const prometheus = workloads.find(
    ({ name, namespace }) => /^prometheus/.test(name) && /monitoring|platform|observability/.test(namespace),
  );
  const topics: Topic[] = [];
  for (const target of prometheus ? workloads.filter((each) => each !== prometheus) : []) {
    topics.push({
      weight: 0.8,
      speak: (stage, atMs) => stay(stage, pick(stage.random, prometheus?.pods ?? []), pick(stage.random, target.pods), target.port, atMs),
    });
  }
  for (const node of prometheus ? nodes : []) {
    topics.push({
      weight: 1,
      speak: (stage, atMs) =>
        stay(stage, pick(stage.random, prometheus?.pods ?? []), node.remoteNode, stage.random.next() < 0.5 ? 9100 : 10_250, atMs),
    });
  }
  for (const watcher of apiServer ? workloads.filter(({ name }) => WATCHERS.test(name)) : []) {
    topics.push({ weight: 1.5, speak: (stage, atMs) => apiServer && stay(stage, pick(stage.random, watcher.pods), apiServer, 6443, atMs) });
  }
  return topics;
}

function stay(stage: Stage, client: Party, server: Party, port: number, atMs: number): void {
  const connection = {
    client,
    server,
    clientPort: 32_768 + Math.floor(fraction(`${client.address} ${server.address} ${port}`) * 28_000),
    serverPort: port,
  };
  talkTcp(stage, { connection, takesMs: 2 + 20 * stage.random.next() ** 3, goesOn: stage.random.next() < 0.85 }, atMs);
}

/** Nodes ask each other's health endpoint; the kubelet asks its own pods. */
export function healthTopics({ nodes, workloads }: World): Topic[] {
  const ready = nodes.filter((node) => node.ready);
  const topics: Topic[] = ready.flatMap((node) =>
    ready.map((other): Topic => {
      const asker = node === other ? node.host : node.remoteNode;
      return {
        weight: 0.4,
        speak(stage, atMs) {
          if (stage.random.next() < 0.5) talkPing(stage, asker, other.health, atMs);
          else
            talkTcp(
              stage,
              {
                connection: { client: asker, server: other.health, clientPort: stage.random.integer(32_768, 60_999), serverPort: 4240 },
                takesMs: 0.5,
                goesOn: false,
              },
              atMs,
            );
        },
      };
    }),
  );
  const hosts = new Map(ready.map(({ name, host }) => [name, host]));
  for (const workload of workloads) {
    topics.push({
      weight: 0.8,
      speak(stage, atMs) {
        const server = pick(stage.random, workload.pods);
        const client = hosts.get(server.node ?? '');
        const connection = client && { client, server, clientPort: stage.random.integer(32_768, 60_999), serverPort: workload.port };
        if (connection) talkTcp(stage, { connection, takesMs: 1, goesOn: false }, atMs);
      },
    });
  }
  return topics;
}
