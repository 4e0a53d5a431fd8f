/** The shell's grammar as data: what `parser.ts` returns and `evaluate.ts` walks. Nodes are immutable, so a cache may share them. */

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly operator: string;
      readonly operand: Word;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly list: List; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: Word; readonly quoted: boolean };

/** `plain` is the whole word when it needs no expansion at all, which most words do not. */
export interface Word {
  readonly parts: readonly WordPart[];
  readonly plain: string | null;
}

export interface Redirection {
  readonly fd: number;
  readonly operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '<<';
  /** The file, the descriptor's number, or the text of a here-document. */
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export type Compound =
  | { readonly kind: 'group'; readonly body: List }
  | { readonly kind: 'subshell'; readonly body: List }
  | { readonly kind: 'if'; readonly branches: readonly { readonly when: List; readonly then: List }[]; readonly otherwise: List | null }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[] | null; readonly body: List }
  | { readonly kind: 'while'; readonly until: boolean; readonly when: List; readonly body: List }
  | {
      readonly kind: 'case';
      readonly subject: Word;
      readonly branches: readonly { readonly patterns: readonly Word[]; readonly body: List }[];
    };

export interface CompoundCommand {
  readonly kind: 'compound';
  readonly what: Compound;
  readonly redirections: readonly Redirection[];
}

export interface FunctionDefinition {
  readonly kind: 'function';
  readonly name: string;
  readonly body: Command;
}

export type Command = SimpleCommand | CompoundCommand | FunctionDefinition;

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

/** Pipelines joined by `&&` and `||`; the first one has `&&`. */
export interface AndOr {
  readonly steps: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
}

export type List = readonly AndOr[];
