import { fail, ok, type Result } from '../../result.ts';
import type { TextFault, Token } from './tokens.ts';

/** Goes through the pieces of a text one by one. */
export class Reader {
  private at = 0;
  private readonly all: readonly Token[];
  private readonly length: number;

  constructor(all: readonly Token[], length: number) {
    this.all = all;
    this.length = length;
  }

  peek(): Token | undefined {
    return this.all[this.at];
  }

  next(): Token | undefined {
    return this.all[this.at++];
  }

  /** Goes past the sign or word when it is next. */
  skip(text: string): boolean {
    const token = this.peek();
    if (token === undefined || token.type === 'quoted' || token.text !== text) return false;
    this.at += 1;
    return true;
  }

  /** A word or a quoted text; `expected` is named when something else stands there. */
  value(expected: readonly string[]): Result<Token, TextFault> {
    const token = this.peek();
    if (token === undefined || token.type === 'sign') return fail(this.fault(expected));
    this.at += 1;
    return ok(token);
  }

  sign(text: string): Result<true, TextFault> {
    return this.skip(text) ? ok(true) : fail(this.fault([text]));
  }

  /** What is wrong with what stands here. */
  fault(expected: readonly string[]): TextFault {
    const token = this.peek();
    if (token === undefined) return { from: this.length, to: this.length, wrong: { kind: 'end' }, expected };
    return { from: token.from, to: token.to, wrong: { kind: 'unexpected', found: token.text }, expected };
  }
}
