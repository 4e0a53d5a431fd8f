import type { LogLine } from '../../kube/hooks.ts';
import { fraction } from '../../random.ts';
import { appLogOf, lineContext } from './appLogs.ts';

/** A container's log, cut into seconds: what it wrote in each follows from its name and the time alone. */
export interface LogSource {
  readonly pod: string;
  readonly container: string;
  /** How many times as many lines as usual. */
  readonly loadAt: (atMs: number) => number;
}

export const SLOT_MS = 1000;
const MOST_A_SECOND = 20;
/** As kubelets rotate logs: what is older is gone. */
const KEPT_LINES = 1000;
const KEPT_SLOTS = 12 * 3600;

/** The lines of one second, oldest first. */
export function linesOfSlot(source: LogSource, slot: number): LogLine[] {
  const { pod, container, loadAt } = source;
  const app = appLogOf(container);
  const wanted = Math.min(MOST_A_SECOND, app.perSecond * loadAt(slot * SLOT_MS));
  const key = `log/${pod}/${container}/${slot}`;
  const count = Math.floor(wanted) + (fraction(key) < wanted % 1 ? 1 : 0);
  const times = Array.from({ length: count }, (_, index) => slot * SLOT_MS + Math.floor(fraction(`${key}/${index}`) * SLOT_MS));
  return times.sort((a, b) => a - b).map((atMs, index) => ({ atMs, text: app.line(lineContext(atMs, pod, `${key}/${index}`)) }));
}

/** The last lines of a time, oldest first. */
export function lastLines(source: LogSource, fromMs: number, toMs: number): LogLine[] {
  const last = Math.floor(toMs / SLOT_MS);
  const first = Math.max(Math.floor(fromMs / SLOT_MS), last - KEPT_SLOTS);
  const slots: LogLine[][] = [];
  let count = 0;
  for (let slot = last; slot >= first && count < KEPT_LINES; slot--) {
    const lines = linesOfSlot(source, slot).filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    count += lines.length;
    slots.push(lines);
  }
  return slots.reverse().flat();
}
