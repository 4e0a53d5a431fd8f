import { FaultRefused } from './faultRefused.ts';

/** A number as a command gave it; refuses what is none, with what would be right. */
export function wholeNumber(text: string | undefined, low: number, high: number, name: string): number {
  const value = Number(text ?? NaN);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new FaultRefused(`${name} is a whole number from ${low} to ${high}, not "${text ?? ''}"`);
}
