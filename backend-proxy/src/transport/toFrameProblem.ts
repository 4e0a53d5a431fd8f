import type { Problem, ProblemKind } from '@tart-lab/contract/problem.ts';

/** What can go wrong between a question on an open shell and the end of its answer. */
export type FrameTrouble =
  | { readonly kind: 'frame_timed_out'; readonly deadlineMs: number; readonly receivedBytes: number }
  | { readonly kind: 'frame_too_large'; readonly maxBytes: number }
  | { readonly kind: 'connection_lost'; readonly reason: string; readonly receivedBytes: number }
  | { readonly kind: 'shell_failed'; readonly reason: string; readonly stderr: string }
  | { readonly kind: 'limit_reached' };

const ADVICE: Record<FrameTrouble['kind'], string> = {
  frame_timed_out: 'The guest is overloaded, frozen, or a command in it hangs (a dead network mount stops df); look at its console.',
  frame_too_large: 'Something in the guest prints without end into the login shell; look at its start-up files (~/.bashrc, /etc/profile).',
  connection_lost: 'The guest was shut down, or its SSH server restarted; it is connected again by itself.',
  shell_failed:
    'Log in with the same user and run: sh. It must stay open and print nothing; look at the login shell and its start-up files.',
  limit_reached: 'Nothing is to be done: the next question waits for the one under way.',
};

/** The problem fit to show. Pure. `stderr` and reasons come from the guest and are kept to one short line. */
export function toFrameProblem(vm: string, trouble: FrameTrouble): Problem {
  return {
    kind: trouble.kind satisfies ProblemKind,
    target: vm,
    doing: 'read the guest',
    detail: toDetail(trouble),
    advice: ADVICE[trouble.kind],
  };
}

function toDetail(trouble: FrameTrouble): string {
  switch (trouble.kind) {
    case 'frame_timed_out':
      return `the answer had not ended after ${trouble.deadlineMs} ms (${trouble.receivedBytes} bytes had come)`;
    case 'frame_too_large':
      return `the answer had not ended after ${trouble.maxBytes} bytes`;
    case 'connection_lost':
      return `the connection ended in the middle of an answer (${trouble.receivedBytes} bytes had come): ${oneLine(trouble.reason)}`;
    case 'shell_failed':
      return [trouble.reason, trouble.stderr].map(oneLine).filter(Boolean).join(': ');
    case 'limit_reached':
      return 'the guest was asked while another question is under way; it answers one at a time';
  }
}

const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
