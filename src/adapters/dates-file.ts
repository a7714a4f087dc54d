import { asciiDigits } from '../domain/digits.ts';
import { isJalaliDate, jalaliMonthLength, jalaliToGregorian } from '../domain/jalali.ts';

/** What a file of dates holds: dates as Gregorian `2026-03-21`, in order and each once, and what is wrong. */
export interface DatesRead {
  readonly dates: readonly string[];
  readonly problems: readonly DateProblem[];
}

export interface DateProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly wrong: string;
}

/**
 * Reads a file with one date a line, Jalali (`1405/01/01`) or Gregorian (`2026-03-21`), in any digits. What
 * follows a `#` is for people.
 */
export function readDates(text: string): DatesRead {
  const read = text.split(/\r\n|\r|\n/).flatMap((row, index) => {
    const content = asciiDigits(row.replace(INVISIBLE, ' ').replace(/#.*$/, ''));
    const written = content.trim();
    if (written === '') return [];
    const place = { line: index + 1, column: content.length - content.trimStart().length + 1 };
    return [{ place, date: dateOf(written) }];
  });
  const dates = read.flatMap(({ date }) => ('iso' in date ? [date.iso] : []));
  const problems = read.flatMap(({ place, date }) =>
    'wrong' in date ? [{ ...place, wrong: date.wrong }] : [],
  );
  return { dates: [...new Set(dates)].sort(), problems };
}

/** The marks that editors put around text from right to left, and the one at the beginning of a file. */
const INVISIBLE = /[\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** The years that are taken for Jalali and for Gregorian ones: no year is both. */
const JALALI_YEARS = [1400, 1499] as const;
const GREGORIAN_YEARS = [2021, 2120] as const;

type DateRead = { readonly iso: string } | { readonly wrong: string };

function dateOf(written: string): DateRead {
  const [, year, , month, day] = /^(\d{4})([/-])(\d{1,2})\2(\d{1,2})$/.exec(written)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    return { wrong: `"${written}" is no date. Write one a line, such as 1405/01/01 or 2026-03-21.` };
  }
  if (isWithin(year, JALALI_YEARS)) return jalaliDate(year, month, day, written);
  if (isWithin(year, GREGORIAN_YEARS)) return gregorianDate(year, month, day, written);
  const spans = `${JALALI_YEARS.join(' to ')} (Jalali) or ${GREGORIAN_YEARS.join(' to ')} (Gregorian)`;
  return { wrong: `${written} has no year from ${spans}.` };
}

function jalaliDate(year: number, month: number, day: number, written: string): DateRead {
  const date = { year, month, day };
  if (isJalaliDate(date)) return { iso: jalaliToGregorian(date) };
  return { wrong: noSuchDay(written, month, jalaliMonthLength(year, month)) };
}

function gregorianDate(year: number, month: number, day: number, written: string): DateRead {
  const days = month >= 1 && month <= 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : null;
  if (days === null || day < 1 || day > days) return { wrong: noSuchDay(written, month, days) };
  return { iso: iso(year, month, day) };
}

function noSuchDay(written: string, month: number, days: number | null): string {
  return days === null
    ? `There is no ${written}: a year has months 1 to 12.`
    : `There is no ${written}: month ${month} of that year has days 1 to ${days}.`;
}

function iso(year: number, month: number, day: number): string {
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return least <= value && value <= most;
}
