import type { ShownProblem } from '../client/answers.ts';

/** Why the whole query is asked again: it could not be (`problem`), or news are not enough any more. `heard`: some news came before. */
export class AskAgain extends Error {
  readonly problem: ShownProblem | null;
  readonly heard: boolean;

  constructor(problem: ShownProblem | null, heard: boolean) {
    super('ask again');
    this.problem = problem;
    this.heard = heard;
  }
}
