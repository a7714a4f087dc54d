import { isJalaliDate, type JalaliDate, jalaliToGregorian } from '../jalali.ts';

/** The digits of a birth date as it is keyed: four of the year, two of the month, two of the day. */
export const BIRTH_DATE_LENGTH = 8;

/** Nobody who pays by telephone was born before: 21 March 1921. */
const FIRST_YEAR = 1300;

/**
 * Reads a birth date in the Persian calendar, such as `13700512`; null when there is no such day or it is before 1300.
 * @param digits the ASCII codes of the digits, as the vault holds them
 */
export function readBirthDate(digits: Uint8Array): JalaliDate | null {
  if (digits.length !== BIRTH_DATE_LENGTH) return null;
  const number = (from: number, to: number) =>
    digits.subarray(from, to).reduce((value, code) => value * 10 + (code - 0x30), 0);
  const date = { year: number(0, 4), month: number(4, 6), day: number(6, 8) };
  return date.year >= FIRST_YEAR && isJalaliDate(date) ? date : null;
}

/**
 * True for a day on which somebody may have been born.
 * @param today the Gregorian date, such as `2026-03-21`: nobody is born after it
 */
export function isBirthDate(digits: Uint8Array, today: string): boolean {
  const date = readBirthDate(digits);
  return date !== null && jalaliToGregorian(date) <= today;
}
