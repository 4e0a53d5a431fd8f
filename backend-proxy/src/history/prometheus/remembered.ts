const KEPT_MS = 30_000;
const MOST = 500;

/** Answers that are used again for half a minute; those who ask at once share one question. */
export class Remembered<T> {
  private readonly now: () => number;
  private readonly answers = new Map<string, { readonly atMs: number; readonly answer: Promise<T> }>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** The answer to `question`, asked anew when there is none that is young enough and `worthy`. */
  of(question: string, ask: () => Promise<T>, worthy: (answer: T) => boolean): Promise<T> {
    const nowMs = this.now();
    const known = this.answers.get(question);
    if (known && nowMs - known.atMs < KEPT_MS) return known.answer;
    const answer = ask();
    this.answers.delete(question);
    this.answers.set(question, { atMs: nowMs, answer });
    for (const [oldest] of this.answers) {
      if (this.answers.size <= MOST) break;
      this.answers.delete(oldest);
    }
    void answer.then((got) => {
      if (!worthy(got) && this.answers.get(question)?.answer === answer) this.answers.delete(question);
    });
    return answer;
  }
}
