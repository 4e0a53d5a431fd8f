import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { ObserveRefused } from '../../hubble/observeArgs.ts';
import type { Hubble } from '../../hubble/openHubble.ts';
import type { ExecRequest } from '../../kube/hooks.ts';
import { ShellSyntaxError } from '../../shell/errors.ts';
import { runFields, runText } from '../../shell/evaluate.ts';
import { Shell, Unwinding } from '../../shell/shell.ts';
import { Forward, Source } from '../../shell/streams.ts';
import { nodeOf, phaseOf } from '../objects/pod.ts';
import type { SimulatedCluster } from '../openCluster.ts';
import { containerEnvironment, containerFiles, hostOf } from './containerFiles.ts';
import { ContainerHost } from './containerHost.ts';

const AGENT = 'cilium-agent';
const SHELLS = new Set(['sh', 'bash', '/bin/sh', '/bin/bash', 'ash']);
const PID = 42;

/** Runs a command in a container: a small shell, or `hubble observe` in Cilium's agents. Resolves to the exit code. */
export async function execInPod(cluster: SimulatedCluster, hubble: Hubble, request: ExecRequest): Promise<number> {
  const { pod, container, argv, stdin, stdout, stderr } = request;
  const node = nodeOf(pod) ?? '';
  const machine = cluster.nodes.machines.find(({ name }) => name === node);
  if (!machine || !cluster.nodes.isPowered(node))
    throw new Error(`error dialing backend: dial tcp: connect to ${node}:10250: no route to host`);
  if (phaseOf(pod) !== 'Running') throw new Error(`cannot exec in a container of a pod that is ${phaseOf(pod)}`);
  const [command = '', ...args] = argv;
  if (command.endsWith('hubble') && container === AGENT) return observeFlows(hubble, node, request);

  const host = new ContainerHost(hostOf(pod), containerFiles(pod, container), machine.guest, cluster.agenda.now);
  const lineEnd = request.tty ? '\r\n' : '\n';
  const to = (stream: Writable): Forward => new Forward((text) => stream.write(text.replaceAll('\n', lineEnd)));
  const interactive = SHELLS.has(command) && args.every((arg) => arg.startsWith('-') && arg !== '-c') && stdin !== null;
  const shell = new Shell(host, PID, [new Source(''), to(stdout), to(stderr)]);
  for (const [name, value] of containerEnvironment(pod, container)) shell.export(name, value);
  shell.cwd = '/';
  if (!interactive && host.command(command) === undefined && !BUILT_IN.has(command))
    throw new Error(`exec: "${command}": executable file not found in $PATH: unknown`);
  const status = interactive ? await converse(shell, request, lineEnd) : guarded(shell, () => runFields(shell, argv, false));
  await Promise.all([flushed(stdout), flushed(stderr)]);
  return status;
}

/** Resolves when what was written before has been taken: the exit code must not overtake it. */
const flushed = (stream: Writable): Promise<void> => new Promise((resolve) => stream.write('', () => resolve()));

/** Commands that images have as programs, and this shell as builtins. */
const BUILT_IN = new Set(['echo', 'printf', 'test', 'pwd', 'true', 'false', 'kill']);

/** A shell that reads what is typed, line by line, until it ends or `exit`. */
async function converse(shell: Shell, { stdin, stdout, tty, signal }: ExecRequest, lineEnd: string): Promise<number> {
  if (!stdin) return 0;
  let pending = '';
  let status = 0;
  const prompt = (): void => void (tty && stdout.write('/ # '));
  prompt();
  for await (const chunk of stdin) {
    if (signal.aborted) return status;
    const typed = String(chunk);
    if (typed.includes('\u0004')) return status;
    if (tty) stdout.write(typed.replaceAll('\r', lineEnd));
    pending += typed.replaceAll('\r', '\n');
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 1);
      const exit = /^\s*exit(?:\s+(\d+))?\s*$/.exec(line);
      if (exit) return Number(exit[1] ?? status);
      status = guarded(shell, () => runText(shell, line));
      prompt();
    }
  }
  return pending === '' ? status : guarded(shell, () => runText(shell, pending));
}

function guarded(shell: Shell, run: () => number): number {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShellSyntaxError) {
      shell.complain(error.message);
      return 2;
    }
    if (error instanceof Unwinding) return 'status' in error.what ? error.what.status : shell.status;
    throw error;
  }
}

async function observeFlows(hubble: Hubble, node: string, { argv, stdout, stderr, signal }: ExecRequest): Promise<number> {
  const [, verb] = argv;
  if (verb === 'version' || verb === 'status') {
    stdout.write(verb === 'version' ? 'hubble 1.17.6\n' : 'Healthcheck (via unix:///var/run/cilium/hubble.sock): Ok\n');
    return 0;
  }
  try {
    for await (const line of hubble.observe(node, argv, signal)) if (!stdout.write(`${line}\n`)) await once(stdout, 'drain', { signal });
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof ObserveRefused)) throw error;
    stderr.write(`${error.message}\n`);
    return 1;
  }
}
