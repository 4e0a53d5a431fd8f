import { fail, ok, type ParseFailure, type Result } from '../../result.ts';

const FORM = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;
const DECIMAL: Readonly<Record<string, string>> = { n: 'e-9', u: 'e-6', m: 'e-3', k: 'e3', M: 'e6', G: 'e9', T: 'e12', P: 'e15', E: 'e18' };
const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };

/**
 * Parses a Kubernetes quantity: `250m`, `1500Ki`, `137034512n`, `1e3`, `12E`, `.5Gi`, `-1`, in every suffix that resource.Quantity has.
 * Unit: the quantity's own (cores, bytes, a metric's). The answer is the double nearest to what is written: a decimal suffix is read
 * as an exponent, so nothing is multiplied; a binary one multiplies by a power of two, which rounds nothing.
 * Limits: whole numbers are exact up to 2^53 (8 PiB), beyond that to 16 digits; Kubernetes itself stops at 2^63 and at 1n.
 * Fails: with the text, when it is none or too great for a double.
 */
export function parseQuantity(text: string): Result<number, ParseFailure> {
  const match = FORM.exec(text);
  const digits = match?.[1];
  if (digits !== undefined) {
    const suffix = match?.[2] ?? '';
    const exponent = match?.[3];
    const decimal = exponent === undefined ? DECIMAL[suffix] : `e${exponent}`;
    const value = decimal === undefined ? Number(digits) * (BINARY[suffix] ?? 1) : Number(digits + decimal);
    // + 0: a minus before nothing is no minus.
    if (Number.isFinite(value)) return ok(value + 0);
  }
  return fail({ format: 'quantity', line: text.slice(0, 100) });
}
