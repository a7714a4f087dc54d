import { gregorianDate } from '../gregorian.ts';
import { jalaliOfDay } from '../jalali.ts';
import { inIranAt } from '../merchant/hours.ts';
import type { Language } from '../merchant/line.ts';
import { digits } from '../prompt/script.ts';

/**
 * A moment as it is written for people in Iran's time (UTC+03:30 all year): `۱۴۰۴/۰۹/۰۴، ۲۳:۰۴` by the Jalali
 * calendar in Persian, `2025-11-25 23:04` in English.
 * @param epochMs milliseconds since the epoch
 */
export function iranDate(epochMs: number, language: Language): string {
  const { day, minute } = inIranAt(epochMs);
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return language === 'fa' ? digits(`${jalaliDate(day)}، ${time}`, 'fa') : `${gregorianDate(day)} ${time}`;
}

/** A day as a Jalali date `1404/09/04`. @param since whole days since 1 January 1970 */
function jalaliDate(since: number): string {
  const { year, month, day } = jalaliOfDay(since);
  return `${year}/${two(month)}/${two(day)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
