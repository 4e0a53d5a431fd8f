import type { Grown } from './growth.ts';

/**
 * CPU busy and by mode, as shares of the time of all CPUs between two frames, from `node_cpu_seconds_total`.
 *
 * busy = 1 − Δ(idle + iowait) / Δ(user … steal); a guest's guests are inside user and not added. idle and iowait are clamped
 * at 0, because the kernel counts them apart from the rest and may take some back; any other mode that went back means that the
 * CPU began again: null. Also null without a frame before, or when no time passed.
 */
export function cpuRatios(modes: readonly Grown[]): { busy: number; byMode: ReadonlyMap<string, number> } | null {
  const deltas = new Map<string, number>();
  let total = 0;
  for (const { reading, delta } of modes) {
    const mode = reading.labels['mode'] ?? '';
    const takesBack = mode === 'idle' || mode === 'iowait';
    if (delta === null || (delta < 0 && !takesBack)) return null;
    const grown = Math.max(0, delta);
    deltas.set(mode, (deltas.get(mode) ?? 0) + grown);
    total += grown;
  }
  if (total <= 0) return null;
  const quiet = (deltas.get('idle') ?? 0) + (deltas.get('iowait') ?? 0);
  return { busy: 1 - quiet / total, byMode: new Map([...deltas].map(([mode, delta]) => [mode, delta / total])) };
}
