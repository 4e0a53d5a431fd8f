import type { Problem } from '@tart-lab/contract/problem.ts';
import type { QueryDeps } from '../query/deps.ts';
import { answerOne } from '../query/answerQueries.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import type { Memory, News } from './news.ts';
import type { Plan } from './plan.ts';

/** An answer that takes long is asked less often: at most this share of the time is spent on it. */
const MOST_SHARE = 0.1;

/** One answer that is kept up to date, for however many followers. */
export class Feed<F> {
  readonly key: string;
  /** Who follows; true once it has heard the beginning. */
  readonly followers = new Map<F, boolean>();
  private readonly plan: Plan;
  private readonly deps: QueryDeps;
  private readonly memory: Memory;
  private first: Promise<Result<void, Problem>> | undefined;
  private dueMs = Infinity;
  private problem = '';

  constructor(plan: Plan, deps: QueryDeps) {
    this.key = plan.key;
    this.plan = plan;
    this.deps = deps;
    this.memory = plan.memory();
  }

  /** Resolves when there is an answer, or to why there is none. */
  opened(): Promise<Result<void, Problem>> {
    this.first ??= this.ask().then((answer) => (answer.ok ? ok(undefined) : answer));
    return this.first;
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.dueMs;
  }

  /** Asks anew. What its followers have to hear, or null when nothing changed. */
  async renew(): Promise<News | null> {
    const answer = await this.ask();
    if (answer.ok) return answer.value;
    const text = JSON.stringify(answer.error);
    if (text === this.problem) return null;
    this.problem = text;
    return { name: 'problem', data: { problem: answer.error } };
  }

  /** What one hears who has the answer up to `cursorMs`; null when that is too long ago. */
  begin(cursorMs: number): News | null {
    return this.memory.begin(cursorMs);
  }

  private async ask(): Promise<Result<News | null, Problem>> {
    const { plan, deps } = this;
    const beganMs = deps.now();
    const range = plan.range(beganMs);
    const frames = await answerOne(plan.query, range, deps, 'query');
    const tookMs = deps.now() - beganMs;
    // A little early, so that a tick which comes a moment too soon is not skipped.
    this.dueMs = beganMs + Math.max(0.8 * plan.everyMs, tookMs / MOST_SHARE);
    if (!frames.ok) return fail(frames.error);
    const news = this.memory.take({ frames: frames.value, exactFromMs: range.fromMs + plan.edgeMs, toMs: range.toMs });
    if (this.problem === '' || news !== null) {
      this.problem = '';
      return ok(news);
    }
    // Nothing new but that the problem is over: what is known is said again.
    this.problem = '';
    return ok(this.memory.begin(range.toMs));
  }
}
