import { FilterInvalid } from './flowFilter.ts';
import { FlowReader } from './flowReader.ts';
import type { FlowSource } from './flowSource.ts';
import { toJsonpb } from './jsonpb.ts';
import { ObserveRefused, toRequest } from './observeArgs.ts';
import type { Pulse } from './pulse.ts';

/** Lines that are made before their reader is asked whether it wants more. */
const BATCH = 500;

/**
 * `hubble observe -o jsonpb …` in the agent's pod of one node: its lines, without line ends. Ends with the flows, or with
 * `--follow` when the reader goes or `signal` aborts. Throws `ObserveRefused` where the command would fail.
 */
export async function* observe(
  source: FlowSource,
  pulse: Pulse,
  now: () => number,
  command: { readonly node: string; readonly argv: readonly string[]; readonly signal?: AbortSignal },
): AsyncGenerator<string> {
  const { node, argv, signal } = command;
  const request = toRequest(argv, now());
  const reader = openReader(source, request, node);
  let wake: () => void = () => undefined;
  const stop = pulse.listen(() => wake());
  const abort = () => wake();
  signal?.addEventListener('abort', abort);
  try {
    while (!signal?.aborted && !pulse.ended) {
      source.catchUp();
      const batch = reader.next(now(), BATCH);
      for (const response of batch) yield toJsonpb(response);
      if (batch.length >= BATCH) continue;
      if (!request.follow) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', abort);
  }
}

function openReader(source: FlowSource, request: ReturnType<typeof toRequest>, node: string): FlowReader {
  try {
    return new FlowReader(source, request, [node]);
  } catch (error) {
    throw error instanceof FilterInvalid ? new ObserveRefused(error.message, { cause: error }) : error;
  }
}
