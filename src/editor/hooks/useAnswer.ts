import { useEffect, useState } from 'react';
import type { ShownProblem } from '../../client/answers.ts';
import type { Result } from '../../result.ts';

/** What was asked of the proxy: nothing yet, its answer, or why there is none. */
export interface Asked<T> {
  readonly value: T | null;
  readonly loading: boolean;
  readonly problem: ShownProblem | null;
}

type Ask<T> = () => Promise<Result<T, ShownProblem>>;

/** Answers come within milliseconds. A spinner before that only flickers, and Grafana's icon may keep its shape after it is gone. */
const LATE_MS = 500;

/**
 * Asks once for every new `ask` (keep it with `useCallback`). While the next answer is on its way the last one stays, so
 * that lists do not blink; an answer that nobody waits for any more is dropped.
 */
export function useAnswer<T>(ask: Ask<T>): Asked<T> {
  const [answered, setAnswered] = useState<{ ask: Ask<T>; answer: Result<T, ShownProblem> } | null>(null);
  const [late, setLate] = useState<{ ask: Ask<T> } | null>(null);
  useEffect(() => {
    let left = false;
    const timer = setTimeout(() => setLate({ ask }), LATE_MS);
    void ask().then((answer) => {
      clearTimeout(timer);
      if (!left) setAnswered({ ask, answer });
    });
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [ask]);
  const answer = answered?.answer;
  return {
    value: answer?.ok ? answer.value : null,
    loading: answered?.ask !== ask && late?.ask === ask,
    problem: answer && !answer.ok ? answer.error : null,
  };
}
