/** Readers for what outside services spell in more than one way (contracts.md 1). */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a body by what it is, whatever content type it claims; null when it is no JSON object. */
export function parseFields(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** The objects in what may be a list of them, one of them, or nothing. */
export function rowsOf(value: unknown): readonly Fields[] {
  if (Array.isArray(value)) return value.filter(isFields);
  return isFields(value) ? [value] : [];
}

/** Text without the spaces around it, or a whole number as text; null for anything else, and for empty text. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null;
  return Number.isSafeInteger(value) ? String(value) : null;
}

/** A whole number as it may be spelled: `7`, `"7"`, `" 07 "`, `"-7.0"`; null for anything else. */
export function wholeOf(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (!/^-?\d+(\.0+)?$/.test(text)) return null;
  const whole = Number(text);
  return Number.isSafeInteger(whole) ? whole : null;
}

/** Yes or no as it may be spelled: a boolean, 1 or 0, or either as text; null when it is neither. */
export function booleanOf(value: unknown): boolean | null {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (text === true || text === 1 || text === 'true' || text === '1') return true;
  if (text === false || text === 0 || text === 'false' || text === '0') return false;
  return null;
}
