import { gregorianDate } from '../gregorian.ts';

/** The days of a week, in the order of `Date.prototype.getUTCDay`. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A stretch of one day, `from` included and `to` not. Minutes after midnight, 0 to 1440. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** When a line is open, in Iran's time (UTC+03:30 all year). */
export interface OpeningHours {
  /** A day that is not named is closed. */
  readonly days: Readonly<Partial<Record<Weekday, readonly Stretch[]>>>;
  /** Days on which nobody is there, as Gregorian dates `2026-03-21`. */
  readonly closedDays: readonly string[];
}

/** Iran keeps one time all year since 1401 (2022): UTC+03:30. */
const IRAN_AHEAD_MS = 3.5 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = WEEKDAYS.indexOf('thu');

/** The Gregorian date in Iran, such as `2026-03-21`. @param epochMs milliseconds since the epoch */
export function dateInIran(epochMs: number): string {
  return gregorianDate(inIranAt(epochMs).day);
}

/** A moment as it is in Iran: whole days since 1 January 1970, and minutes after midnight. */
export function inIranAt(epochMs: number): { readonly day: number; readonly minute: number } {
  const inIran = epochMs + IRAN_AHEAD_MS;
  const day = Math.floor(inIran / DAY_MS);
  return { day, minute: Math.floor((inIran - day * DAY_MS) / MINUTE_MS) };
}

/** The moment of a minute of a day in Iran. */
export function momentInIran(day: number, minute: number): number {
  return day * DAY_MS + minute * MINUTE_MS - IRAN_AHEAD_MS;
}

/** Whether a line is open in this minute of Iran's time. @param epochMs milliseconds since the epoch */
export function isOpenAt(hours: OpeningHours, epochMs: number): boolean {
  const { day, minute } = inIranAt(epochMs);
  if (hours.closedDays.includes(gregorianDate(day))) return false;
  const stretches = hours.days[weekdayOf(day)] ?? [];
  return stretches.some(({ from, to }) => from <= minute && minute < to);
}

/** A closed day may follow another for as long as a shop is closed; after so many it has no opening hours. */
const LOOK_AHEAD_DAYS = 400;

/**
 * When a line opens next, in milliseconds since the epoch: this very moment when it is open now, null when it has no
 * opening hours within a year.
 */
export function opensAt(hours: OpeningHours, epochMs: number): number | null {
  if (isOpenAt(hours, epochMs)) return epochMs;
  const { day: today } = inIranAt(epochMs);
  for (let day = today; day <= today + LOOK_AHEAD_DAYS; day += 1) {
    if (hours.closedDays.includes(gregorianDate(day))) continue;
    const opens = (hours.days[weekdayOf(day)] ?? [])
      .map(({ from }) => momentInIran(day, from))
      .filter((at) => at > epochMs);
    if (opens.length > 0) return Math.min(...opens);
  }
  return null;
}

export function weekdayOf(day: number): Weekday {
  const index = (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
  // The remainder of seven names one of seven days.
  return WEEKDAYS[index] as Weekday;
}
