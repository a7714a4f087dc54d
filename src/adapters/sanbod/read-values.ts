import { asciiDigits } from '../../domain/digits.ts';
import type { Rial } from '../../domain/payment/amount.ts';

/** Readers of single values, as leniently as contracts.md 1.1 and 6.5 ask and no more. Null: it is none. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `"20000"`, `20000` and `"-20000.0"` are all legal; a fraction other than .0 is no amount. */
export function readRial(value: unknown): Rial | null {
  if (typeof value === 'string' && !/^\s*[+-]?\d{1,18}(\.0+)?\s*$/.test(asciiDigits(value))) return null;
  const amount = typeof value === 'string' ? Number(asciiDigits(value)) : value;
  if (!Number.isSafeInteger(amount)) return null;
  // Minus zero is zero.
  return (amount as number) + 0;
}

/** Thirteen digits as number or text: a time in seconds would be taken for one of 1970. */
export function readMs(value: unknown): number | null {
  const ms = readRial(value);
  return ms !== null && ms >= 1e12 && ms < 1e13 ? ms : null;
}

/** A text that says something, trimmed; a number that lost no digit counts as its text. */
export function readText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > 500 ? null : text;
}

/** A list of objects; null when it is none, or holds anything else. One object counts as a list of one. */
export function readRows(value: unknown): readonly Fields[] | null {
  if (isFields(value)) return [value];
  return Array.isArray(value) && value.every(isFields) ? value : null;
}
