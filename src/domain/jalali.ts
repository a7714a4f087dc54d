import { gregorianDate } from './gregorian.ts';

/** A day of the Persian calendar. Months count from 1. */
export interface JalaliDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The years for which the rule of leap years below holds. It is that of the official calendar, whose leap years come
 * four years apart and, once in 33 years, five (K. M. Borkowski, "The Persian calendar for 3000 years").
 */
const JALALI_YEARS = { first: 1250, last: 1499 } as const;

/** 1 Farvardin 1300, which was 21 March 1921: days since 1 January 1970. */
const FIRST_OF_1300 = -17_818;

/** How many days a month has; null when there is no such month. */
export function jalaliMonthLength(year: number, month: number): number | null {
  if (!Number.isInteger(month) || month < 1 || month > 12) return null;
  if (month <= 6) return 31;
  return month < 12 || isLeapYear(year) ? 30 : 29;
}

/** True for a day that there is, in a year whose leap days are known. */
export function isJalaliDate({ year, month, day }: JalaliDate): boolean {
  const length = jalaliMonthLength(year, month);
  const isKnownYear = JALALI_YEARS.first <= year && year <= JALALI_YEARS.last;
  return isKnownYear && length !== null && day >= 1 && day <= length;
}

/** A day as a Gregorian date `1991-08-04`. It must be one by `isJalaliDate`. */
export function jalaliToGregorian({ year, month, day }: JalaliDate): string {
  const ofMonth = 31 * (month - 1) - Math.max(0, month - 7);
  return gregorianDate(newYearOf(year) + ofMonth + day - 1);
}

/** A day in the Persian calendar. @param day whole days since 1 January 1970 */
export function jalaliOfDay(day: number): JalaliDate {
  // No year has more than 366 days, so that this one is not too late.
  let year = 1300 + Math.floor((day - FIRST_OF_1300) / 366);
  while (newYearOf(year + 1) <= day) year += 1;
  const rest = day - newYearOf(year);
  const isLong = rest < LONG_MONTHS_DAYS;
  const [since, length] = isLong ? [rest, 31] : [rest - LONG_MONTHS_DAYS, 30];
  const month = Math.floor(since / length) + (isLong ? 1 : 7);
  return { year, month, day: (since % length) + 1 };
}

/** Six months of 31 days come first. */
const LONG_MONTHS_DAYS = 6 * 31;

/** The first day of a year, in days since 1 January 1970. */
function newYearOf(year: number): number {
  return FIRST_OF_1300 + 365 * (year - 1300) + leapDaysBefore(year) - leapDaysBefore(1300);
}

function isLeapYear(year: number): boolean {
  return leapDaysBefore(year + 1) > leapDaysBefore(year);
}

/** Eight leap years in 33. */
function leapDaysBefore(year: number): number {
  return Math.floor((8 * year + 21) / 33);
}
