import { describe, expect, it } from 'vitest';
import { toFrameProblem } from './toFrameProblem.ts';

describe('toFrameProblem', () => {
  it('keeps what the guest said to one short line without control characters', () => {
    const problem = toFrameProblem('a', {
      kind: 'shell_failed',
      reason: 'the shell ended (exit 1)',
      stderr: `\u001b[31mno\nway ${'x'.repeat(500)}`,
    });
    expect(problem.detail).toMatch(/^the shell ended \(exit 1\): \[31mno way x+$/);
    expect(problem.detail.length).toBeLessThan(340);
  });

  it('says how far an answer came', () => {
    expect(toFrameProblem('a', { kind: 'frame_timed_out', deadlineMs: 4000, receivedBytes: 12 })).toMatchObject({
      kind: 'frame_timed_out',
      target: 'a',
      detail: 'the answer had not ended after 4000 ms (12 bytes had come)',
    });
  });
});
