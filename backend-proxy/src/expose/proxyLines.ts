import { PROBLEM_KINDS } from '@tart-lab/contract/problem.ts';
import { VmState } from '@tart-lab/contract/target.ts';
import { groupBy } from '../groupBy.ts';
import type { LabState } from '../live/labState.ts';
import type { ProxyFacts } from '../ownWork.ts';
import { labelText } from './labelText.ts';
import type { Lines } from './lines.ts';

/** The proxy itself; last of a page, as it also says what was cut from the others. */
export function addProxy(lines: Lines, lab: LabState, facts: ProxyFacts): void {
  const vms = lab.all();
  const frames = lab.frames();
  const problems = groupBy(lab.problems(), ({ kind }) => kind);
  lines.within('proxy', Number.POSITIVE_INFINITY, () => {
    lines.add('tartlab_build_info', labelText({ version: facts.version }), 1);
    lines.add('tartlab_ready', '', lab.isReady() ? 1 : 0);
    for (const state of VmState.options) {
      lines.add('tartlab_vms', labelText({ state }), vms.filter(({ vm }) => vm.state === state).length);
    }
    lines.add('tartlab_vms_up', '', vms.filter(({ guest }) => guest.up).length);
    for (const result of ['answered', 'failed'] as const) lines.add('tartlab_frames_total', labelText({ result }), frames[result]);
    lines.add('tartlab_samples_total', '', facts.samples);
    for (const [code, answers] of Object.entries(facts.answers)) lines.add('tartlab_requests_total', labelText({ code }), answers);
    lines.add('tartlab_streams', '', facts.streams.streams);
    lines.add('tartlab_stream_subscriptions', '', facts.streams.subscriptions);
    lines.add('tartlab_stream_answers', '', facts.streams.answers);
    // Every kind, also those that nobody has: an alert on one can then clear.
    for (const kind of PROBLEM_KINDS) lines.add('tartlab_problems', labelText({ kind }), problems.get(kind)?.length ?? 0);
    lines.add('tartlab_history_series', '', facts.historySeries);
    lines.add('tartlab_history_bytes', '', facts.historyBytes);
    lines.add('tartlab_history_up', '', facts.historyUp ? 1 : 0);
    lines.add('tartlab_proxy_cpu_seconds_total', '', facts.cpuSeconds);
    lines.add('tartlab_proxy_loop_busy_seconds_total', '', facts.loopBusySeconds);
    lines.add('tartlab_proxy_memory_bytes', '', facts.memoryBytes);
    lines.add('tartlab_proxy_start_time_seconds', '', facts.startedMs / 1000);
    for (const [part, series] of lines.cut()) lines.add('tartlab_exposition_series_cut', labelText({ part }), series);
  });
}
