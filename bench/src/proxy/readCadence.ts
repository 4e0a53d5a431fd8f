import type { ProxyClient } from './proxyClient.ts';

/** When a VM's frames began (epoch ms, in order) and how long each took. */
export interface VmFrames {
  readonly vm: string;
  readonly atMs: readonly number[];
  readonly frameMs: readonly number[];
}

/** What the frames of all VMs say about the cycles. `extra` counts frames that came less than half a period after the one before. */
export interface Cadence {
  readonly frames: number;
  readonly skipped: number;
  readonly extra: number;
  readonly frameMs: readonly number[];
  readonly vms: number;
}

const VMS_A_QUERY = 400;

/** Judges frames by the time between one and the next, so it does not matter where in its period each VM has its turn. */
export function toCadence(all: readonly VmFrames[], periodMs: number): Cadence {
  const steps = all.flatMap(({ atMs }) => atMs.slice(1).map((at, i) => Math.round((at - (atMs[i] ?? at)) / periodMs)));
  return {
    frames: all.reduce((sum, { atMs }) => sum + atMs.length, 0),
    skipped: steps.reduce((sum, step) => sum + Math.max(0, step - 1), 0),
    extra: steps.filter((step) => step < 1).length,
    frameMs: all.flatMap(({ frameMs }) => frameMs),
    vms: all.length,
  };
}

/** Reads the frames of every VM from what the proxy kept of them. */
export async function readCadence(client: ProxyClient, fromMs: number, toMs: number, periodMs = 5000): Promise<Cadence> {
  const vms = await client.vms();
  const all: VmFrames[] = [];
  for (let from = 0; from < vms.length; from += VMS_A_QUERY) {
    const query = { kind: 'metric', metric: 'tart_vm_frame_seconds', vms: vms.slice(from, from + VMS_A_QUERY) };
    const { frames } = await client.query({ fromMs, toMs, query });
    for (const { schema, data } of frames) {
      const [times = [], values = []] = data.values;
      const measured = times.flatMap((at, i) =>
        typeof at === 'number' && typeof values[i] === 'number' ? [{ at, seconds: values[i] }] : [],
      );
      const vm = schema.fields[1]?.labels?.['vm'] ?? '';
      if (measured.length > 0) all.push({ vm, atMs: measured.map(({ at }) => at), frameMs: measured.map(({ seconds }) => seconds * 1000) });
    }
  }
  return toCadence(all, periodMs);
}
