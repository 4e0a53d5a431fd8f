import { fraction } from '../random.ts';
import { pick } from './pick.ts';
import { policy } from './policy.ts';
import { makeReserved } from './party.ts';
import type { Party } from './party.ts';
import { oddTopics } from './oddTopics.ts';
import type { Gate } from './talks.ts';
import { talkDenied, talkDns, talkPing, talkTcp } from './talks.ts';
import type { Stage } from './stage.ts';
import type { Topic } from './topic.ts';
import type { World, WorldWorkload } from './world.ts';

/** What is spoken in this world: visitors, calls between workloads, scrapes, names, probes, health, and what policies forbid. */
export function toTopics(world: World): Topic[] {
  const { workloads } = world;
  const topics: Topic[] = [];
  const users = workloads.filter(({ isSystem }) => !isSystem);
  const visitors = [
    makeReserved(world.cluster, 'world', '192.168.64.1', null),
    makeReserved(world.cluster, 'world', '203.0.113.24', null),
    makeReserved(world.cluster, 'world', '198.51.100.7', null, ['crawler.example.com']),
  ];
  for (const server of users) {
    const callers = callersOf(server, workloads);
    if (callers.length === 0)
      topics.push({ weight: 26, workload: server, speak: (stage, atMs) => call(stage, pick(stage.random, visitors), server, atMs) });
    for (const caller of callers)
      topics.push({ weight: 9, workload: server, speak: (stage, atMs) => call(stage, pick(stage.random, caller.pods), server, atMs) });
    const stranger = users.find((each) => each !== server && !callers.includes(each));
    if (server.guarded && stranger)
      topics.push({
        weight: 1.5,
        workload: server,
        speak: (stage, atMs) => forbid(stage, pick(stage.random, stranger.pods), server, atMs),
      });
    if (server.looksInside) topics.push({ weight: 0.7, speak: (stage, atMs) => leave(stage, server, atMs) });
  }
  topics.push(...namesTopics(world), ...watchTopics(world), ...healthTopics(world), ...oddTopics(world));
  return topics;
}

/** Known callers of known names; else one that stays the same; none is a workload that the world calls. */
function callersOf(server: WorldWorkload, all: readonly WorldWorkload[]): WorldWorkload[] {
  const near = all.filter((each) => each !== server && each.namespace === server.namespace && each.kind !== 'Job');
  const named = (pattern: RegExp) => all.filter((each) => each !== server && pattern.test(each.name));
  if (/nginx|front|^web|gateway/.test(server.name)) return named(/ingress|^k6/);
  if (server.name === 'httpbin') return near.filter(({ name }) => /nginx/.test(name));
  if (server.guarded) return near.filter(({ guarded }) => !guarded).slice(0, 1);
  const candidates = near.filter(({ guarded }) => !guarded);
  const chosen = candidates[Math.floor(fraction(`caller ${server.namespace}/${server.name}`) * (candidates.length + 1))];
  return chosen ? [chosen] : [];
}

const QUESTIONS: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/'],
  ['GET', '/index.html'],
  ['GET', '/api/items?page=2&sort=name'],
  ['GET', '/static/app.js'],
  ['GET', '/get'],
  ['POST', '/login'],
  ['POST', '/api/items'],
  ['PUT', '/api/items/7'],
  ['DELETE', '/api/items/7'],
];
const FAILURES = [400, 401, 404, 404, 429, 500, 502, 503];

function call(stage: Stage, client: Party, server: WorldWorkload, atMs: number): void {
  const { random } = stage;
  const at = pick(random, server.pods);
  const connection = { client, server: at, clientPort: random.integer(32_768, 60_999), serverPort: server.port };
  const [method, path] = pick(random, QUESTIONS);
  const forbidden = random.next() < 0.02;
  const code = forbidden ? 403 : random.next() < 0.08 ? pick(random, FAILURES) : method === 'POST' ? 201 : 200;
  const takesMs = forbidden ? 0.2 : 1 + 30 * random.next() ** 4;
  const gate =
    server.looksInside || server.guarded
      ? gateOf(at, server, server.guarded ? `${server.name}-callers` : `${server.name}-http`)
      : undefined;
  const url = `http://${server.name}.${server.namespace}${server.port === 80 ? '' : `:${server.port}`}${path}`;
  const http = server.looksInside ? { method, url, code, verdict: forbidden ? ('DROPPED' as const) : undefined } : undefined;
  talkTcp(stage, { connection, takesMs, goesOn: random.next() < 0.3, gate, http }, atMs);
}

function forbid(stage: Stage, client: Party, server: WorldWorkload, atMs: number): void {
  const at = pick(stage.random, server.pods);
  const connection = { client, server: at, clientPort: stage.random.integer(32_768, 60_999), serverPort: server.port };
  // Half of the time no policy is named: it is denied as none allows it.
  const policies = stage.random.next() < 0.5 ? [policy(`${server.name}-deny-others`, server.namespace)] : [];
  talkDenied(stage, connection, { at, side: 'INGRESS', policies }, atMs);
}

/** A workload that may only speak to its own cluster tries to leave it. */
function leave(stage: Stage, workload: WorldWorkload, atMs: number): void {
  const client = pick(stage.random, workload.pods);
  const server = makeReserved(stage.world.cluster, 'world', '93.184.215.14', null, ['example.org']);
  const connection = { client, server, clientPort: stage.random.integer(32_768, 60_999), serverPort: 443 };
  talkDenied(
    stage,
    connection,
    { at: client, side: 'EGRESS', policies: [policy(`${workload.name}-stay-inside`, workload.namespace)] },
    atMs,
  );
}

function namesTopics({ workloads, services }: World): Topic[] {
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
function watchTopics({ workloads, nodes, apiServer }: World): Topic[] {
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
function healthTopics({ nodes, workloads }: World): Topic[] {
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

const gateOf = (at: Party, { namespace }: WorldWorkload, name: string): Gate => ({
  at,
  side: 'INGRESS',
  policies: [policy(name, namespace)],
});
