/** What an arithmetic expansion reads and sets. Unset names are 0. */
export interface ArithmeticScope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** An expression that the shell refuses; the message is the shell's. */
export class ArithmeticError extends Error {}

const TOKEN = /\s*(0[xX][0-9a-fA-F]+|[0-9]+|[A-Za-z_]\w*|<<=|>>=|\*\*|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),])/y;
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Evaluates `$(( … ))` (POSIX XCU 2.6.4): C's integer operators and assignments on 64-bit numbers. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope): bigint {
  const plain = /^\s*(\d{1,15})\s*([-+*])\s*(\d{1,15})\s*$/.exec(text);
  if (plain && !/^\s*0\d|[-+*]\s*0\d/.test(text)) return compute(plain[2] ?? '', BigInt(plain[1] ?? 0), BigInt(plain[3] ?? 0));
  return new Evaluator(tokensOf(text), scope).whole();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw new ArithmeticError(`arithmetic expression: expecting primary: "${text}"`);
    tokens.push(found[1] ?? '');
    at = TOKEN.lastIndex;
  }
  return tokens;
}

class Evaluator {
  private at = 0;
  private readonly tokens: readonly string[];
  private readonly scope: ArithmeticScope;

  constructor(tokens: readonly string[], scope: ArithmeticScope) {
    this.tokens = tokens;
    this.scope = scope;
  }

  whole(): bigint {
    if (this.tokens.length === 0) return 0n;
    const value = this.assignment();
    if (this.at < this.tokens.length) throw new ArithmeticError(`arithmetic expression: expecting EOF: "${this.tokens.join(' ')}"`);
    return value;
  }

  private assignment(): bigint {
    const name = this.tokens[this.at] ?? '';
    const operator = this.tokens[this.at + 1] ?? '';
    if (/^[A-Za-z_]/.test(name) && /^(?:=|[-+*/%&|^]=|<<=|>>=)$/.test(operator)) {
      this.at += 2;
      const right = this.assignment();
      const value = operator === '=' ? right : compute(operator.slice(0, -1), this.variable(name), right);
      this.scope.set(name, String(value));
      return value;
    }
    const condition = this.binary(0);
    if (this.tokens[this.at] !== '?') return condition;
    this.at++;
    const yes = this.assignment();
    if (this.tokens[this.at++] !== ':') throw new ArithmeticError("arithmetic expression: expecting ':'");
    const no = this.assignment();
    return condition !== 0n ? yes : no;
  }

  private binary(level: number): bigint {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.tokens[this.at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.at++;
      left = compute(operator, left, this.binary(level + 1));
    }
  }

  private unary(): bigint {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new ArithmeticError('arithmetic expression: expecting primary');
    if (token === '-') return -this.unary();
    if (token === '+') return this.unary();
    if (token === '!') return this.unary() === 0n ? 1n : 0n;
    if (token === '~') return ~this.unary();
    if (token === '(') {
      const value = this.assignment();
      if (this.tokens[this.at++] !== ')') throw new ArithmeticError("arithmetic expression: expecting ')'");
      return value;
    }
    if (/^[A-Za-z_]/.test(token)) return this.variable(token);
    return toInteger(token);
  }

  private variable(name: string): bigint {
    const text = this.scope.get(name)?.trim() ?? '';
    return text === '' ? 0n : toInteger(text);
  }
}

function toInteger(text: string): bigint {
  if (!/^-?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text)) throw new ArithmeticError(`Illegal number: ${text}`);
  if (/^0\d/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return BigInt(text);
}

const truth = (value: boolean): bigint => (value ? 1n : 0n);

function compute(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return BigInt.asIntN(64, left + right);
    case '-':
      return BigInt.asIntN(64, left - right);
    case '*':
      return BigInt.asIntN(64, left * right);
    case '/':
    case '%':
      if (right === 0n) throw new ArithmeticError('arithmetic expression: division by zero');
      return operator === '/' ? left / right : left % right;
    case '<<':
      return BigInt.asIntN(64, left << right);
    case '>>':
      return left >> right;
    case '<':
      return truth(left < right);
    case '<=':
      return truth(left <= right);
    case '>':
      return truth(left > right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '||':
      return truth(left !== 0n || right !== 0n);
    default:
      throw new ArithmeticError(`arithmetic expression: unknown operator ${operator}`);
  }
}
