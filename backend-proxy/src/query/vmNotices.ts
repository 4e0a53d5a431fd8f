import type { Notice } from '@tart-lab/contract/frame.ts';
import type { LiveVm } from '../live/labState.ts';

const MOST_NOTICES = 5;

/** `40 s`, `12 min`, `3 h`, `2 d`: how long ago, for a sentence. */
export function ageText(ageMs: number): string {
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/**
 * Says of every VM that runs but does not answer: since when, and why; and names those that do not run. With `collector`, also
 * names the VMs whose collector fails alone.
 */
export function vmNotices(vms: readonly LiveVm[], nowMs: number, collector?: string): Notice[] {
  const stopped = vms.filter(({ vm }) => vm.state !== 'running');
  const silent = vms.filter(({ vm, guest }) => vm.state === 'running' && !guest.up);
  const notices = silent.map(({ vm, guest }): Notice => {
    const when = guest.lastAnswerMs === null ? 'has not answered yet' : `last answered ${ageText(nowMs - guest.lastAnswerMs)} ago`;
    return { severity: 'warning', text: guest.problem ? `${vm.name} ${when}: ${guest.problem.detail}` : `${vm.name} ${when}` };
  });
  for (const { vm, guest } of collector === undefined ? [] : vms) {
    const failed = guest.up ? guest.problems().find(({ section }) => section === collector) : undefined;
    if (failed) notices.push({ severity: 'warning', text: `${vm.name}: ${failed.detail}` });
  }
  if (notices.length > MOST_NOTICES) {
    const more = notices.length - MOST_NOTICES + 1;
    notices.splice(MOST_NOTICES - 1, more, { severity: 'warning', text: `${more} more VMs do not answer; the problems table names them` });
  }
  if (stopped.length > 0)
    notices.push({ severity: 'info', text: `Not running: ${listText(stopped.map(({ vm }) => `${vm.name} (${vm.state})`))}` });
  return notices;
}

/** `a, b, c and 4 more`. */
export function listText(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NOTICES).join(', ');
  return names.length > MOST_NOTICES ? `${shown} and ${names.length - MOST_NOTICES} more` : shown;
}
