import { asciiDigits } from '../../domain/digits.ts';

/** Tehran is this far ahead of UTC, the year round since 2022 (contracts.md 6.7). */
const TEHRAN_MS = 12_600_000;
const FORM = /^(\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;
/** Years below are Jalali. */
const FIRST_YEAR = 1_900;

/**
 * Reads a date as PayStar writes it, `YYYY-MM-DD HH:mm:ss` by Tehran's clock (contracts.md 2.3).
 * @returns milliseconds since the epoch; null for whatever is no such date
 */
export function readTehranTime(text: string): number | null {
  const parts = FORM.exec(asciiDigits(text.trim()));
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const exists =
    new Date(wallMs).getUTCDate() === day && month <= 12 && hour < 24 && minute < 60 && second < 60;
  return exists && year >= FIRST_YEAR ? wallMs - TEHRAN_MS : null;
}
