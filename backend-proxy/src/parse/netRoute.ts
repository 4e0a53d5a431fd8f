import { fail, ok, type ParseFailure, type Result } from '../result.ts';

const RTF_UP = 1;

/**
 * Finds the device of the IPv4 default route in `/proc/net/route`: destination and mask 0, up, lowest metric.
 * null when there is none (an isolated guest) or when the file is missing (a kernel without IPv4). Fails with the line that
 * is no route.
 */
export function parseDefaultRouteDevice(text: string | undefined): Result<string | null, ParseFailure> {
  if (text === undefined) return ok(null);
  const [header, ...lines] = text.trimEnd().split('\n');
  if (!header?.startsWith('Iface')) return fail({ format: '/proc/net/route', line: header ?? '' });
  let best: { device: string; metric: number } | null = null;
  for (const line of lines) {
    const [device, destination, , flags, , , metric, mask] = line.trim().split(/\s+/);
    if (!device || mask === undefined || !/^\d+$/.test(metric ?? '')) return fail({ format: '/proc/net/route', line });
    const isDefault = destination === '00000000' && mask === '00000000' && (parseInt(flags ?? '', 16) & RTF_UP) !== 0;
    if (isDefault && (best === null || Number(metric) < best.metric)) best = { device, metric: Number(metric) };
  }
  return ok(best?.device ?? null);
}
