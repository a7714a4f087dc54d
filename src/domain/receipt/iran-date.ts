import { dateOf, IRAN_AHEAD_MS } from '../merchant/hours.ts';
import type { Language } from '../merchant/line.ts';
import { digits } from '../prompt/script.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * A moment as it is written for people in Iran's time (UTC+03:30 all year): `۱۴۰۴/۰۹/۰۴، ۲۳:۰۴` by the Jalali
 * calendar in Persian, `2025-11-25 23:04` in English.
 * @param epochMs milliseconds since the epoch
 */
export function iranDate(epochMs: number, language: Language): string {
  const inIran = epochMs + IRAN_AHEAD_MS;
  const day = Math.floor(inIran / DAY_MS);
  const minute = Math.floor((inIran - day * DAY_MS) / MINUTE_MS);
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return language === 'fa' ? digits(`${jalaliDate(day)}، ${time}`, 'fa') : `${dateOf(day)} ${time}`;
}

/** 1 Farvardin 1386, 21 March 2007, in days since 1 January 1970; 1386 is a whole number of cycles. */
const FIRST_DAY = 13_593;
const FIRST_YEAR = 1386;
const CYCLE_YEARS = 33;
const CYCLE_DAYS = 12_053;
/** The leap years in a cycle of 33 years: the rule is that of the sky from 1244 to 1472 (1865 to 2094). */
const LEAP = [1, 5, 9, 13, 17, 22, 26, 30];
/** Six months of 31 days come first; those after them have 30. */
const LONG_MONTHS_DAYS = 6 * 31;

/** A day as a Jalali date `1404/09/04`. @param day whole days since 1 January 1970 */
function jalaliDate(day: number): string {
  const cycle = Math.floor((day - FIRST_DAY) / CYCLE_DAYS);
  let rest = day - FIRST_DAY - cycle * CYCLE_DAYS;
  let inCycle = 0;
  while (rest >= daysIn(inCycle)) {
    rest -= daysIn(inCycle);
    inCycle += 1;
  }
  const year = FIRST_YEAR + cycle * CYCLE_YEARS + inCycle;
  const isLong = rest < LONG_MONTHS_DAYS;
  const since = isLong ? rest : rest - LONG_MONTHS_DAYS;
  const length = isLong ? 31 : 30;
  const month = Math.floor(since / length) + (isLong ? 1 : 7);
  return `${year}/${two(month)}/${two((since % length) + 1)}`;
}

function daysIn(yearOfCycle: number): number {
  return LEAP.includes(yearOfCycle) ? 366 : 365;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
