import { z } from 'zod';
import { asciiDigits } from '../domain/digits.ts';
import type { OpeningHours, Stretch, Weekday } from '../domain/merchant/hours.ts';

/** The days of the week in Iran, where it begins on Saturday: `sat-wed` is a stretch of it. */
const IRANIAN_WEEK = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'] as const satisfies readonly Weekday[];

const DAYS_FORM =
  'Name a day or several days in a row, of sat, sun, mon, tue, wed, thu, fri: such as sat-wed.';
const TIMES_FORM = 'Give times of the day in quotes, such as "08:00-13:00, 15:00-20:00".';
const HOURS_FORM = 'Give the hours as { sat-wed: "08:00-13:00, 15:00-20:00", thu: "08:00-13:00" }.';

const MINUTES_IN_DAY = 1_440;

/** Open at any time of every day. */
export const WHOLE_WEEK: OpeningHours['days'] = Object.fromEntries(
  IRANIAN_WEEK.map((day) => [day, [{ from: 0, to: MINUTES_IN_DAY }]]),
);

/** The opening hours of a line as a merchants file has them, by stretches of days. */
export const hoursSchema = z
  .record(z.string(), z.unknown(), HOURS_FORM)
  .transform((value, context): OpeningHours['days'] => {
    const days: Partial<Record<Weekday, readonly Stretch[]>> = {};
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message, input: value });
    for (const [key, times] of Object.entries(value)) {
      const named = daysOf(key);
      const stretches = stretchesOf(times);
      if (typeof named === 'string') refuse(key, named);
      else if (typeof stretches === 'string') refuse(key, stretches);
      else {
        const twice = named.find((day) => days[day] !== undefined);
        if (twice !== undefined) refuse(key, `${twice} has its hours already. Name each day once.`);
        for (const day of named) days[day] = stretches;
      }
    }
    if (Object.keys(value).length === 0) context.addIssue(HOURS_FORM);
    return days;
  });

/** The days that a key such as `thu` or `sat-wed` names, or what is wrong with it. */
function daysOf(key: string): readonly Weekday[] | string {
  const [first = '', last = first, ...more] = key
    .trim()
    .toLowerCase()
    .split(/\s*[-–]\s*/);
  const [from, to] = [first, last].map((day) => (IRANIAN_WEEK as readonly string[]).indexOf(day));
  if (from === undefined || to === undefined || from === -1 || to === -1 || more.length > 0) return DAYS_FORM;
  return from <= to
    ? IRANIAN_WEEK.slice(from, to + 1)
    : `The week goes from sat to fri, so ${first} is not before ${last}. Name the two parts apart.`;
}

/** The stretches of a day, in order, or what is wrong with them. */
function stretchesOf(times: unknown): readonly Stretch[] | string {
  if (typeof times !== 'string') return TIMES_FORM;
  const read = asciiDigits(times)
    .split(/[,،]/)
    .map((written) => stretchOf(written.trim()));
  const wrong = read.find((stretch) => typeof stretch === 'string');
  if (wrong !== undefined) return wrong;
  const stretches = read.filter((stretch) => typeof stretch !== 'string').toSorted((a, b) => a.from - b.from);
  const overlaps = stretches.some(({ from }, index) => from < (stretches[index - 1]?.to ?? 0));
  return overlaps ? 'Two stretches of this day overlap. Write them as one.' : stretches;
}

function stretchOf(written: string): Stretch | string {
  const match = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(written);
  if (match === null) return `"${written}" is no stretch of a day. ${TIMES_FORM}`;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  const isTime = fromMinute < 60 && toMinute < 60 && from < MINUTES_IN_DAY && to <= MINUTES_IN_DAY;
  if (!isTime) return `${written} has no such time: a day goes from 00:00 to 24:00.`;
  if (from === to)
    return `${written} is empty. A day that is closed is not named; a whole day is 00:00-24:00.`;
  if (from < to) return { from, to };
  const [begin = '', end = ''] = written.split(/\s*[-–]\s*/);
  return to === 0
    ? `${written} goes to midnight: write ${begin}-24:00.`
    : `${written} goes over midnight. Write two stretches: ${begin}-24:00 on this day, and 00:00-${end} on the next.`;
}
