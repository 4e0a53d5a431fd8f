/** One question to an engine, as a panel asks it; gives the number of points of the answer. Throws when it is refused. */
export interface Question {
  readonly engine: string;
  readonly range: string;
  readonly metric: string;
  ask(): Promise<{ text: string; points: (text: string) => number }>;
}

export interface Timed {
  readonly question: Question;
  readonly latenciesMs: number[];
  points: number;
}

const WARM_UP = 2;

/** Asks all questions in turn, `times` times: the engines stand side by side in every second. The first two turns are not counted. */
export async function timeQueries(questions: readonly Question[], times: number): Promise<Timed[]> {
  const all = questions.map((question): Timed => ({ question, latenciesMs: [], points: 0 }));
  for (let turn = 0; turn < times + WARM_UP; turn++) {
    for (const timed of all) {
      const startedMs = performance.now();
      const { text, points } = await timed.question.ask();
      if (turn >= WARM_UP) timed.latenciesMs.push(performance.now() - startedMs);
      timed.points = points(text);
    }
  }
  return all;
}
