import { fraction } from '../random.ts';
import { pick } from './pick.ts';
import { policy } from './policy.ts';
import { makeReserved } from './party.ts';
import type { Party } from './party.ts';
import { oddTopics } from './oddTopics.ts';
import type { Gate } from './talks.ts';
import { healthTopics, namesTopics, watchTopics } from './systemTopics.ts';
import { talkDenied, talkTcp } from './talks.ts';
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
    if (callers.length === 0 || FRONT.test(server.name))
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
  for (const [callers, servers] of WATCH_CALLS) {
    for (const server of workloads.filter(({ name, isSystem }) => isSystem && servers.test(name))) {
      for (const caller of workloads.filter(({ name, isSystem }) => isSystem && callers.test(name)))
        topics.push({ weight: 3, speak: (stage, atMs) => call(stage, pick(stage.random, caller.pods), server, atMs) });
    }
  }
  for (const server of workloads.filter(({ name }) => /grafana$/.test(name)))
    topics.push({ weight: 5, speak: (stage, atMs) => call(stage, pick(stage.random, visitors), server, atMs) });
  topics.push(...namesTopics(world), ...watchTopics(world), ...healthTopics(world), ...oddTopics(world));
  return topics;
}

const FRONT = /nginx|front|^web|gateway/;

/** Known callers of known names; of others a front or a neighbour whose name comes before, so that calls go in no circles. */
function callersOf(server: WorldWorkload, all: readonly WorldWorkload[]): WorldWorkload[] {
  if (FRONT.test(server.name)) return all.filter(({ name }) => /ingress|^k6/.test(name));
  const near = all.filter((each) => each !== server && each.namespace === server.namespace && each.kind !== 'Job' && !each.guarded);
  if (server.name === 'httpbin') return near.filter(({ name }) => FRONT.test(name));
  if (server.guarded) return near.slice(0, 1);
  const candidates = near.filter(({ name }) => FRONT.test(name) || name < server.name);
  const chosen = candidates[Math.floor(fraction(`caller ${server.namespace}/${server.name}`) * candidates.length)];
  return chosen ? [chosen] : [];
}

/** Who calls whom where a cluster is watched. */
const WATCH_CALLS: readonly (readonly [caller: RegExp, server: RegExp])[] = [
  [/grafana$/, /^prometheus-|^loki/],
  [/^(alloy|promtail)/, /^loki/],
  [/^prometheus-/, /^alertmanager-(?!webhook)/],
  [/^alertmanager-(?!webhook)/, /webhook/],
];

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

const gateOf = (at: Party, { namespace }: WorldWorkload, name: string): Gate => ({
  at,
  side: 'INGRESS',
  policies: [policy(name, namespace)],
});
