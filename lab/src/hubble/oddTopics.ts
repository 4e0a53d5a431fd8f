import { readPacket, tcpPacket, udpPacket } from './packet.ts';
import { makeReserved } from './party.ts';
import { pick } from './pick.ts';
import { policy } from './policy.ts';
import { talkDns } from './talks.ts';
import type { Topic } from './topic.ts';
import type { World, WorldWorkload } from './world.ts';

const REASONS = [
  { code: 139, name: 'UNSUPPORTED_L3_PROTOCOL' },
  { code: 151, name: 'STALE_OR_UNROUTABLE_IP' },
  { code: 155, name: 'CT_MAP_INSERTION_FAILED' },
  { code: 158, name: 'SERVICE_BACKEND_NOT_FOUND' },
  { code: 132, name: 'INVALID_SOURCE_IP' },
  { code: 169, name: 'FIB_LOOKUP_FAILED' },
] as const;

/** What happens seldom: drops that no policy made, audits, translated sockets, a proxy's errors, and what Cilium has no verdict for. */
export function oddTopics({ cluster, workloads, services }: World): Topic[] {
  const users = workloads.filter(({ isSystem }) => !isSystem);
  const speakers = users.length > 0 ? users : workloads;
  const [first] = speakers;
  if (!first) return [];
  const elsewhere = makeReserved(cluster, 'world', '198.51.100.200', null);
  const between = (pod: WorldWorkload['pods'][number], clientPort: number, serverPort: number) => ({
    client: pod,
    server: elsewhere,
    clientPort,
    serverPort,
  });
  const topics: Topic[] = [
    {
      weight: 0.8,
      speak(stage, atMs) {
        const client = pick(stage.random, pick(stage.random, speakers).pods);
        stage.drop(
          tcpPacket(between(client, stage.random.integer(32_768, 60_999), 8443), false, ['SYN']),
          client,
          'EGRESS',
          pick(stage.random, REASONS),
          atMs,
        );
      },
    },
    {
      weight: 0.5,
      speak(stage, atMs) {
        const workload = pick(stage.random, speakers);
        const client = pick(stage.random, workload.pods);
        const packet = tcpPacket(between(client, stage.random.integer(32_768, 60_999), 9000), false, ['SYN']);
        stage.policyVerdict(packet, client, 'EGRESS', 'AUDIT', [policy(`${workload.name}-trial`, workload.namespace)], atMs);
        stage.trace(packet, atMs + 0.05);
      },
    },
    {
      weight: 0.3,
      speak(stage, atMs) {
        const client = pick(stage.random, pick(stage.random, speakers).pods);
        const connection = between(client, stage.random.integer(32_768, 60_999), 80);
        const [method, url, protocol] = ['GET', 'http://upstream.example.com/', 'HTTP/1.1'];
        stage.layer7(
          readPacket(connection, false, 'TCP', `${protocol} ${method} ${url}`),
          client,
          'EGRESS',
          { type: 'REQUEST', http: { method, url, protocol } },
          'ERROR',
          atMs,
        );
      },
    },
    {
      weight: 0.2,
      speak(stage, atMs) {
        const client = pick(stage.random, pick(stage.random, speakers).pods);
        stage.layer7(
          udpPacket(between(client, 5353, 53), false),
          client,
          'EGRESS',
          { type: 'REQUEST', dns: { query: 'upstream.example.com.', observation_source: 'proxy', qtypes: ['A'] } },
          null,
          atMs,
        );
      },
    },
    {
      weight: 0.2,
      speak(stage, atMs) {
        const workload = pick(stage.random, speakers);
        const client = pick(stage.random, workload.pods);
        const gate = { at: client, side: 'EGRESS' as const, policies: [policy(`${workload.name}-names`, workload.namespace)] };
        talkDns(
          stage,
          {
            connection: between(client, stage.random.integer(32_768, 60_999), 53),
            query: 'tracker.example.net.',
            type: 'A',
            rcode: 5,
            ips: [],
            takesMs: 0.1,
            gate,
            verdict: 'DROPPED',
          },
          atMs,
        );
      },
    },
  ];
  if (services.length > 0) {
    topics.push({
      weight: 0.8,
      speak(stage, atMs) {
        const { name, namespace, address, port } = pick(stage.random, services);
        const client = pick(stage.random, pick(stage.random, speakers).pods);
        const front = makeReserved(cluster, 'world', address, null);
        const back = pick(stage.random, (workloads.find((each) => each.name === name && each.namespace === namespace) ?? first).pods);
        const connection = { client, server: front, clientPort: 0, serverPort: port };
        // A socket's own port is not known where its address is translated.
        stage.socket(readPacket(connection, false, 'TCP', 'TCP'), client, 'PRE', { name, namespace }, atMs);
        stage.socket(readPacket({ ...connection, server: back }, false, 'TCP', 'TCP'), client, 'POST', { name, namespace }, atMs + 0.01);
      },
    });
  }
  return topics;
}
