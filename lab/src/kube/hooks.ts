import type { Duplex, Readable, Writable } from 'node:stream';
import type { KubeObject, ResourceName } from './objectStore.ts';

/**
 * What the simulation behind an API server does for it. A hook that throws a `Refusal` (api/refusal.ts) is answered with its Status;
 * what is absent is answered with an error, as a kubelet that cannot be reached.
 */
export interface KubeHooks {
  readonly logs?: (request: LogRequest) => PodLog | Promise<PodLog>;
  /** Runs a command in a container; resolves to its exit code. A rejection is shown to the client as the reason it could not run. */
  readonly exec?: (request: ExecRequest) => Promise<number>;
  /** A connection to a port of a pod. A rejection's message is what the client prints. */
  readonly portForward?: (pod: KubeObject, port: number) => Promise<Duplex>;
  /** Usage of now, as metrics-server measured it; pods too young are left out. */
  readonly usage?: () => Usage;
  /** A delete was asked for. True: the simulation takes it from here (deletion time, grace); false: the object goes at once. */
  readonly onDelete?: (resource: ResourceName, object: KubeObject) => boolean;
}

export interface LogRequest {
  readonly pod: KubeObject;
  readonly container: string;
  readonly previous: boolean;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}
export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}
export interface PodLog {
  readonly lines: readonly LogLine[];
  /** What is written from now on; ends with the container. Only iterated when the client follows. */
  readonly follow?: AsyncIterable<LogLine>;
}

export interface ExecRequest {
  readonly pod: KubeObject;
  readonly container: string;
  readonly argv: readonly string[];
  readonly tty: boolean;
  /** Null when the client sends none. */
  readonly stdin: Readable | null;
  readonly stdout: Writable;
  /** With a terminal, the same as stdout. */
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

export interface Usage {
  readonly atMs: number;
  /** The time over which CPU was averaged. */
  readonly windowSeconds: number;
  readonly nodes: readonly (Amounts & { readonly name: string })[];
  readonly pods: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly containers: readonly (Amounts & { readonly name: string })[];
  }[];
}
export interface Amounts {
  readonly cpuNanocores: number;
  readonly memoryBytes: number;
}
