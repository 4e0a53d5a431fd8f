import type { Duplex } from 'node:stream';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import { FilterInvalid } from './flowFilter.ts';
import { FlowReader } from './flowReader.ts';
import type { FlowSource } from './flowSource.ts';
import { loadHealth, loadObserver } from './grpcService.ts';
import type { GetFlowsRequest, GetFlowsResponse, NodeState, ServerStatus, HubbleNode } from './messages.ts';
import { toTimestamp } from './messages.ts';
import type { Pulse } from './pulse.ts';
import { readNamespaces, readNodes, readStatus } from './relayStatus.ts';
import { wirePair } from './wirePair.ts';

type Unary<Response> = (call: ServerUnaryCall<object, Response>, callback: sendUnaryData<Response>) => void;
type FlowStream = ServerWritableStream<GetFlowsRequest, GetFlowsResponse>;

export interface Relay {
  /** The relay's port: plain HTTP/2 with gRPC on it, as within a cluster without TLS. */
  connect(): Duplex;
  /** Ends all connections at once. */
  cut(): void;
  close(): void;
}

/** Answers handed to a reader in one go. */
const BATCH = 1000;

/** Hubble Relay: one gRPC service on any number of injected connections. */
export function openRelay(source: FlowSource, pulse: Pulse, now: () => number): Relay {
  const connections = new Set<Duplex>();
  const server = new Server();
  const answer =
    <Response>(make: () => Response): Unary<Response> =>
    (_call, callback) =>
      callback(null, make());
  server.addService(loadObserver(), {
    GetFlows: (call: FlowStream) => streamFlows(call, source, pulse, now),
    ServerStatus: answer<ServerStatus>(() => readStatus(source, now())),
    GetNodes: answer<{ nodes: HubbleNode[] }>(() => ({ nodes: readNodes(source, now()) })),
    GetNamespaces: answer(() => ({ namespaces: readNamespaces(source) })),
  });
  server.addService(loadHealth(), { Check: answer(() => ({ status: 'SERVING' })) });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const cut = () => {
    for (const connection of connections) connection.destroy();
    connections.clear();
  };
  return {
    connect() {
      const [ours, theirs] = wirePair();
      connections.add(theirs);
      theirs.once('close', () => connections.delete(theirs));
      injector.injectConnection(theirs);
      return ours;
    },
    cut,
    close() {
      cut();
      injector.destroy();
      server.forceShutdown();
    },
  };
}

function streamFlows(call: FlowStream, source: FlowSource, pulse: Pulse, now: () => number): void {
  const { request } = call;
  let reader: FlowReader;
  try {
    reader = new FlowReader(source, request, null);
  } catch (error) {
    if (!(error instanceof FilterInvalid)) throw error;
    call.emit('error', { code: status.UNKNOWN, details: error.message });
    return;
  }
  let connected = sendNodes(call, source, now);
  const unheard: { stop: () => void } = { stop: () => undefined };
  let blocked = false;
  const write = (response: GetFlowsResponse) => {
    if (!call.write(response)) blocked = true;
  };
  const work = () => {
    if (blocked || call.cancelled || pulse.ended) return;
    source.catchUp();
    connected = tellLeft(write, source, connected, now);
    for (;;) {
      const batch = reader.next(now(), BATCH);
      for (const response of batch) write(response);
      if (batch.length < BATCH && !request.follow) {
        unheard.stop();
        call.end();
      }
      // A reader that does not keep up finds its place overwritten when it comes back.
      if (batch.length < BATCH || blocked) return;
    }
  };
  call.on('drain', () => {
    blocked = false;
    work();
  });
  call.on('cancelled', () => unheard.stop());
  call.on('close', () => unheard.stop());
  unheard.stop = pulse.listen(work);
  work();
}

/** First of all a reader is told which nodes it will hear. */
function sendNodes(call: FlowStream, source: FlowSource, now: () => number): ReadonlySet<string> {
  const { nodes } = source.world;
  const send = (state_change: NodeState, ready: boolean) => {
    const node_names = nodes.filter((node) => node.ready === ready).map(({ hubbleName }) => hubbleName);
    if (node_names.length > 0) call.write({ node_status: { state_change, node_names }, node_name: RELAY_NAME, time: toTimestamp(now()) });
  };
  send('NODE_CONNECTED', true);
  send('NODE_UNAVAILABLE', false);
  return new Set(nodes.flatMap(({ hubbleName, ready }) => (ready ? [hubbleName] : [])));
}

/** Nodes that stop answering are told as errors, as the relay does; one that comes back is heard again without a word. */
function tellLeft(
  write: (response: GetFlowsResponse) => void,
  source: FlowSource,
  before: ReadonlySet<string>,
  now: () => number,
): ReadonlySet<string> {
  const after = new Set(source.world.nodes.flatMap(({ hubbleName, ready }) => (ready ? [hubbleName] : [])));
  const left = [...before].filter((name) => !after.has(name));
  if (left.length > 0) {
    const message = 'rpc error: code = Unavailable desc = error reading from server: EOF';
    write({ node_status: { state_change: 'NODE_ERROR', node_names: left, message }, node_name: RELAY_NAME, time: toTimestamp(now()) });
  }
  return after;
}

const RELAY_NAME = 'hubble-relay';
