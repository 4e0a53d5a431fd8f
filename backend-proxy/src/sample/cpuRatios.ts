import type { Track } from './tracks.ts';

/**
 * CPU busy and by mode, as shares of the time of all CPUs between two frames, from `node_cpu_seconds_total`.
 *
 * busy = 1 − Δ(idle + iowait) / Δ(user … steal); a guest's guests are inside user and not added. idle and iowait are clamped
 * at 0, because the kernel counts them apart from the rest and may take some back; any other mode that went back means that the
 * CPU began again: null. Also null without a frame before, or when no time passed.
 */
export function cpuRatios(modes: readonly Track[]): { busy: number; byMode: ReadonlyMap<string, number> } | null {
  const byMode = new Map<string, number>();
  let total = 0;
  const isWhole = modes.every(({ labels, delta }) => {
    const mode = labels['mode'] ?? '';
    const takesBack = mode === 'idle' || mode === 'iowait';
    if (Number.isNaN(delta) || (delta < 0 && !takesBack)) return false;
    const grown = Math.max(0, delta);
    byMode.set(mode, (byMode.get(mode) ?? 0) + grown);
    total += grown;
    return true;
  });
  if (!isWhole || total <= 0) return null;
  const quiet = (byMode.get('idle') ?? 0) + (byMode.get('iowait') ?? 0);
  byMode.forEach((grown, mode) => byMode.set(mode, grown / total));
  return { busy: 1 - quiet / total, byMode };
}
